// What `rig run` and `rig merge` say and write about campaigns.
#pragma once

#include <string>

#include "cli/session.h"
#include "rig/report.h"

namespace switchback::cli {

// report.json, junit.xml and report.html in `folder`, which is made where it is missing; none where it is empty. kIo.
Result<void> write_rig_report(const rig::Report& report, const std::string& folder, bool force);

// For people a table for each board, for --json the same figures; kFaults where a schedule failed.
Outcome rig_outcome(const rig::Report& report, const std::string& folder);

}  // namespace switchback::cli
