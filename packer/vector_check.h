// Checks that firmware can start at its address: core/vectors.h, for hosts that may know less.
#pragma once

#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/vectors.h"
#include "host/error.h"

namespace switchback::packer {

// The facts known about the chip.
struct VectorRules {
  Core core = Core::kOther;      // kCortexM: certainly one
  std::vector<MemoryRange> ram;  // for the stack; empty: ram_regions()
};

// `address` is that of the payload's first byte, if known. The first two words may not both be
// blank.
//
// A Cortex-M's vectors must pass the device's check (switchback::check_vectors); without an
// `address`, any Thumb reset vector passes. If the core is certain, the table's address must also
// be a multiple of 128 (VTOR has no lower bits). If it is not, the checks apply only to payloads
// that are probably a Cortex-M's (vector_guess.h). If `ram` is empty, the stack pointer may not lie
// in the payload.
//   kFormat:       the first words are blank
//   kIncompatible: a vector is wrong, or a certain core's table incomplete; names field, expected,
//                  found
Result<void> check_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules);

}  // namespace switchback::packer
