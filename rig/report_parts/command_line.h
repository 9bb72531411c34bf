// The parts of a command line that runs again what a report is about, fit for a POSIX shell.
#pragma once

#include <string>
#include <vector>

#include "rig/report_parts/merging.h"

namespace switchback::rig {

// "switchback rig run board.json" for the command "run" with these arguments.
std::string command_line(const char* command, const std::vector<std::string>& arguments);

// " --shard 3/4" where `shares` is one share alone of several; else nothing.
std::string share_option(const Shares& shares);

}  // namespace switchback::rig
