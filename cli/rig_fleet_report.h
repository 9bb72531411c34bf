// What `rig fleet` and `rig merge` say of a fleet.
#pragma once

#include "cli/session.h"
#include "rig/fleet_report.h"

namespace switchback::cli {

// Before work that takes long: whether write_fleet_report() would find a report that it must not overwrite. kIo.
Result<void> check_fleet_report(const std::string& folder, bool force);

// fleet.json in `folder`, which is made where it is missing; nothing where it is empty. kIo.
Result<void> write_fleet_report(const rig::FleetReport& report, const std::string& folder, bool force);

// For people a table, for --json the same figures; kFaults where a device failed or was bricked.
Outcome fleet_outcome(const rig::FleetReport& report, const std::string& folder);

}  // namespace switchback::cli
