// Tables and lists of a fleet's HTML report.
#pragma once

#include <string>

#include "rig/fleet/report.h"

namespace switchback::rig {

// One line per fault: its probability, and how often it occurred.
std::string faults_table(const FleetReport& report);

// One line per board, and their sum.
std::string boards_table(const FleetReport& report);

// One line per story of the board, and their sum.
std::string stories_table(const FleetBoard& board);

// Devices that failed or were bricked, grouped by problem, each with the command that replays it.
// Limited to a number that browsers can show; empty if there are none.
std::string failures_section(const FleetReport& report);

}  // namespace switchback::rig
