// What the rig's commands say and write about campaigns and fleets.
#pragma once

#include <array>

#include "cli/rig_work.h"
#include "cli/session.h"
#include "rig/fleet_report.h"
#include "rig/report.h"

namespace switchback::cli {

// The files of a report.
inline constexpr std::array kRigFiles = {"junit.xml", "report.html", "report.json"};
inline constexpr std::array kFleetFiles = {"fleet.json", "junit.xml", "report.html"};

// All of these files in `folder`, or none. kIo.
Result<void> write_rig_report(const rig::Report& report, const ReportFolder& folder);
Result<void> write_rig_report(const rig::FleetReport& report, const ReportFolder& folder);

// For people tables, for --json the same figures; kFaults where a schedule or a device failed.
Outcome rig_outcome(const rig::Report& report, const ReportFolder& folder);
Outcome rig_outcome(const rig::FleetReport& report, const ReportFolder& folder);

// Both.
template <class Report>
Outcome deliver(const Report& report, const ReportFolder& folder) {
  if (const auto written = write_rig_report(report, folder); !written) return failed(written.error());
  return rig_outcome(report, folder);
}

}  // namespace switchback::cli
