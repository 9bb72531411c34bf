// Notes for release managers: consequences of a manifest that are not errors.
#pragma once

#include <string>
#include <vector>

#include "release/inputs.h"

namespace switchback::release {

// Returns one line for each note, without "note:".
std::vector<std::string> notes_on(const Inputs& inputs);

}  // namespace switchback::release
