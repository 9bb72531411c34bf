// Whether firmware can start where it will lie: the host's side of core/vectors.h, which also knows less of the device.
#pragma once

#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/vectors.h"
#include "manifests/error.h"

namespace switchback::packer {

// What is known of the chip.
struct VectorRules {
  Core core = Core::kOther;      // kCortexM: certain, so the vectors must be right
  std::vector<MemoryRange> ram;  // where the stack may lie; empty: anywhere that ARM leaves to RAM
};

// `address` is where the payload's first byte will lie, if that is known. Whatever the core, the first two words may
// not be blank. With an `address`, a Cortex-M's vectors must be what a device demands (switchback::check_vectors).
// Where the core is not certain, this is asked only of payloads that look like a Cortex-M's in all but the reset
// vector. kFormat (blank) kIncompatible (names field, expected and found)
Result<void> check_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules);

// Whether the payload begins with a Cortex-M's vector table, so that it is hardly chance: a stack pointer, and a reset
// vector that leads into the payload at `address`, or that NMI and hard fault fit.
bool looks_like_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules);

}  // namespace switchback::packer
