// Notes on a build for release managers. They are no errors.
#pragma once

#include <string>
#include <vector>

#include "release/inputs.h"

namespace switchback::release {

// Returns one line for each note, without "note:".
std::vector<std::string> notes_on(const Inputs& inputs);

}  // namespace switchback::release
