// Recognises a Cortex-M's vector table if the core is not known.
#pragma once

#include <optional>
#include <span>

#include "core/base/bytes.h"
#include "core/wire/vectors.h"

namespace switchback::packer {

// The addresses where a Cortex-M's stack may lie if the chip is not known.
std::span<const MemoryRange> ram_regions();

// In both functions `address` is that of the payload's first byte, if known; `ram` is not empty.

// Whether the payload begins with a vector table, beyond mere chance. The stack pointer must be
// valid and the reset vector be Thumb code. The reset vector must also lead into the payload at
// `address`, or NMI and hard fault, at least one of them used, must lie near it.
bool looks_like_vectors(Bytes payload, std::optional<std::uint32_t> address, std::span<const MemoryRange> ram);

// As looks_like_vectors(), but one of the first two words may be wrong.
bool is_likely_cortex_m(Bytes payload, std::optional<std::uint32_t> address, std::span<const MemoryRange> ram);

}  // namespace switchback::packer
