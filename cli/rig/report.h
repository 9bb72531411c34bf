// Prints and writes the reports of campaigns and fleets.
#pragma once

#include <array>

#include "cli/rig/work.h"
#include "cli/session.h"
#include "rig/campaign_report/report.h"
#include "rig/fleet/report.h"

namespace switchback::cli {

// The files of each report.
inline constexpr std::array kRigFiles = {"junit.xml", "report.html", "report.json"};
inline constexpr std::array kFleetFiles = {"fleet.json", "junit.xml", "report.html"};

// Writes all of these files into the folder, or none. Errors: those of Outputs.
Result<void> write_rig_report(const rig::CampaignReport& report, const ReportFolder& folder);
Result<void> write_rig_report(const rig::FleetReport& report, const ReportFolder& folder);

// Tables for people, and the same figures for --json.
// kFaults: a schedule or a device failed.
Outcome rig_outcome(const rig::CampaignReport& report, const ReportFolder& folder);
Outcome rig_outcome(const rig::FleetReport& report, const ReportFolder& folder);

// Writes a report, then returns its outcome.
template <class Report>
Outcome deliver(const Report& report, const ReportFolder& folder) {
  if (const auto written = write_rig_report(report, folder); !written) return failed(written.error());
  return rig_outcome(report, folder);
}

}  // namespace switchback::cli
