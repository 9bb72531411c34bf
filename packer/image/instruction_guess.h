// Guesses the instruction set of an image.
#pragma once

#include "core/base/bytes.h"
#include "core/delta/instructions/instruction_set.h"

namespace switchback::packer {

// Returns the instruction set of most of the image's code; nullptr if none stands out.
const delta::InstructionSet* guess_instruction_set(Bytes image);

}  // namespace switchback::packer
