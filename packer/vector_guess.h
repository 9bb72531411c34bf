// Tells a Cortex-M's vector table where nobody says what the core is.
#pragma once

#include <optional>
#include <span>

#include "core/bytes.h"
#include "core/vectors.h"

namespace switchback::packer {

// Where a Cortex-M's stack may lie if nothing is known of the chip.
std::span<const MemoryRange> ram_regions();

// In both, `address` is where the payload's first byte will lie, if that is known, and `ram` is not empty.

// Whether the payload begins with a vector table, so that it is hardly chance: its stack pointer is good, and its reset
// vector leads into the payload at `address`, or NMI and hard fault, of which one is used, fit it.
bool looks_like_vectors(Bytes payload, std::optional<std::uint32_t> address, std::span<const MemoryRange> ram);

// Whether it does but for one of its first two words, which may be wrong.
bool is_likely_cortex_m(Bytes payload, std::optional<std::uint32_t> address, std::span<const MemoryRange> ram);

}  // namespace switchback::packer
