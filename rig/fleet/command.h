// The command line that runs a report's fleet again.
#pragma once

#include <string>

#include "rig/fleet/report.h"

namespace switchback::rig {

// A line for a shell: "switchback rig fleet board.json --devices 1000 --seed 1". It names a shard
// only if the report holds exactly one.
std::string command_of(const FleetReport& report);

}  // namespace switchback::rig
