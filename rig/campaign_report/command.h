// The command line that repeats the run of a report.
#pragma once

#include <string>

#include "rig/campaign_report/report.h"

namespace switchback::rig {

// A line for a shell: "switchback rig run board.json --seed 1 --pairs 1". It names a shard only if
// the report holds exactly one.
std::string command_of(const CampaignReport& report);

}  // namespace switchback::rig
