// Checks that firmware can start at its address: core/wire/vectors.h, for hosts that may know less.
#pragma once

#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/wire/vectors.h"
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
// `address`, any Thumb reset vector passes. If `ram` is empty, the stack pointer may also not lie
// in the payload. If the core is certain, the table's address must be a multiple of 128 (VTOR has
// no lower bits). If it is not, only payloads that are probably a Cortex-M's are checked
// (vector_guess.h).
//   kFormat:       the first words are blank
//   kIncompatible: a wrong vector, or a certain core's table that is incomplete or misplaced
Result<void> check_vectors(Bytes payload, std::optional<std::uint32_t> address, const VectorRules& rules);

}  // namespace switchback::packer
