// A journal's state in words.
#pragma once

#include <string>

#include "bootloader/journal/state.h"

namespace switchback::rig {

const char* phase_name(bootloader::Phase phase);  // "kIdle"

// "kSwapping #12, progress 3 of 4+3 units, slot 0, 0 starts left, floor 1, kOk".
std::string describe_state(const bootloader::State& state);

}  // namespace switchback::rig
