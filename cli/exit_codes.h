// The tool's exit codes: 0 and ErrorCode's values. tests/cli compares them with docs/CLI.md.
#pragma once

#include <string>

#include "host/error.h"

namespace switchback::cli {

constexpr int kExitOk = 0;

constexpr int exit_code(ErrorCode code) { return static_cast<int>(code); }

// One line for each code ("  0  success"), for the end of every --help.
std::string exit_code_help();

}  // namespace switchback::cli
