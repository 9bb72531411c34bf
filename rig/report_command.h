// The command lines that run again what a report is about.
#pragma once

#include <string>

#include "rig/fleet_report.h"
#include "rig/report.h"

namespace switchback::rig {

// "switchback rig run board.json --seed 1 --pairs 1", fit for a shell. Without a share, unless the report holds one
// share alone.
std::string command_of(const Report& report);
std::string command_of(const FleetReport& report);

}  // namespace switchback::rig
