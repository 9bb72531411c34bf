// Builds the command line that repeats a report's run, quoted for a POSIX shell.
#pragma once

#include <string>
#include <vector>

#include "rig/report_parts/merging.h"

namespace switchback::rig {

// "switchback rig run board.json" for the command "run" with these arguments.
std::string command_line(const char* command, const std::vector<std::string>& arguments);

// Returns " --shard 3/4" if `shards` is exactly one of several shards, otherwise an empty string.
std::string shard_option(const Shards& shards);

}  // namespace switchback::rig
