// The tool's exit codes: ErrorCode's values, and 0. docs/CLI.md lists the same; tests/cli compares the two.
#pragma once

#include <string>

#include "host/error.h"

namespace switchback::cli {

constexpr int kExitOk = 0;

constexpr int exit_code(ErrorCode code) { return static_cast<int>(code); }

// "  0  success" and so on, one line for each code: the end of every --help.
std::string exit_code_help();

}  // namespace switchback::cli
