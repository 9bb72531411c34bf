// Notes on a build for release managers. They are no errors.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/build_job.h"

namespace switchback::cli {

// Returns one line for each note, without "note:".
std::vector<std::string> notes_on(const BuildInputs& inputs);

}  // namespace switchback::cli
