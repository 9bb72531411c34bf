// Guesses where an image is linked to.
#pragma once

#include <optional>

#include "core/bytes.h"
#include "core/delta/instruction_set.h"

namespace switchback::packer {

// The address of the image's first byte, a multiple of 64, at which far more words than at any other point at starts of
// functions; nothing where no address stands out, or `set` is nullptr.
std::optional<std::uint32_t> estimate_link_address(Bytes image, const delta::InstructionSet* set);

}  // namespace switchback::packer
