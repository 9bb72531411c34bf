// Guesses the link address of an image.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/delta/instructions/instruction_set.h"

namespace switchback::packer {

// Returns the address of the image's first byte: the multiple of 64 for which by far the most words
// point at starts of functions. Nothing if no address stands out, or `set` is nullptr.
std::optional<std::uint32_t> estimate_link_address(Bytes image, const delta::InstructionSet* set);

}  // namespace switchback::packer
