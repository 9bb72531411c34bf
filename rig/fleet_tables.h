// Parts of a fleet's HTML report that are tables or lists of their own.
#pragma once

#include <string>

#include "rig/fleet_report.h"

namespace switchback::rig {

// Each fault: the probability that was asked for, and how often it struck.
std::string faults_table(const FleetReport& report);

// A line for each board, and one for them all.
std::string boards_table(const FleetReport& report);

// A line for each story of a board, and one for them all.
std::string stories_table(const FleetBoard& board);

// Devices that failed or were bricked, by what was wrong with them, each with the command that replays it. So many that
// a browser takes them; nothing where there are none.
std::string failures_section(const FleetReport& report);

}  // namespace switchback::rig
