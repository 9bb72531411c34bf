// What a release manager should know of a build although nothing is wrong with it.
#pragma once

#include <string>
#include <vector>

#include "cli/build_job.h"

namespace switchback::cli {

// One line each, without "note:".
std::vector<std::string> notes_on(const BuildInputs& inputs);

}  // namespace switchback::cli
