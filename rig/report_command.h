// The command line that runs a report's campaign again.
#pragma once

#include <string>

#include "rig/report.h"

namespace switchback::rig {

// "switchback rig run board.json --seed 1 --pairs 1". With a share where the report holds one share alone.
std::string command_of(const Report& report);

}  // namespace switchback::rig
