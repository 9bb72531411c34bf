// Guesses the instruction set of an image.
#pragma once

#include "core/bytes.h"
#include "core/delta/instruction_set.h"

namespace switchback::packer {

// The set whose code `image` seems to be; nullptr where none stands out.
const delta::InstructionSet* guess_instruction_set(Bytes image);

}  // namespace switchback::packer
