// The command line that runs a report's fleet again.
#pragma once

#include <string>

#include "rig/fleet/report.h"

namespace switchback::rig {

// "switchback rig fleet board.json --devices 1000 --seed 1". With a share where the report holds
// one share alone.
std::string command_of(const FleetReport& report);

}  // namespace switchback::rig
