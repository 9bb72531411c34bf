// Whether firmware can start where it will lie: the host's side of core/vectors.h, which also knows less of the device.
#pragma once

#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/vectors.h"
#include "host/error.h"

namespace switchback::packer {

// What is known of the chip.
struct VectorRules {
  Core core = Core::kOther;      // kCortexM: certain, so the vectors must be right
  std::vector<MemoryRange> ram;  // where the stack may lie; empty: anywhere that ARM leaves to RAM
};

// `address` is where the payload's first byte will lie, if that is known. Whatever the core, the first two words may
// not be blank. A Cortex-M's vectors must be what a device demands (switchback::check_vectors); without an `address`, a
// reset vector is good that is Thumb code. Where the core is not certain, this is asked only of payloads that are
// likely a Cortex-M's (vector_guess.h), and their stack pointer may not lie in the payload. Where it is, the table must
// also lie at a multiple of 128, as VTOR has no bits for less. Returns:
//   kFormat        blank
//   kIncompatible  names field, expected and found
Result<void> check_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules);

}  // namespace switchback::packer
