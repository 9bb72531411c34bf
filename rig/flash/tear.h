// Tears operations: the cells after an interrupted program or erase (docs/testing/fault-model.md,
// "Torn operations").
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "rig/flash/random.h"

namespace switchback::rig {

// How an operation is torn: Cut::pattern modulo kTearStyles. The seed decides the details.
enum class ProgramTear : std::uint8_t {
  kSomeBits,   // some units are complete; in the next, random bits are programmed
  kBitPrefix,  // the same, but the bits are programmed from the first to some bit
  kInvisible,  // the same, but the next unit still reads erased
  kComplete,   // the same, but the next unit reads complete; its bits are weak
};

enum class EraseTear : std::uint8_t {
  kUnits,  // each write unit is erased, unchanged, or random
  kBits,   // each bit is erased or unchanged
  kPart,   // the first or the last units are erased, the rest unchanged
  kWhole,  // the sector reads erased or unchanged; its bits are weak
};

constexpr std::uint32_t kTearStyles = 4;

// Bytes after a tear, and which of their bits were changing and may read differently.
struct TornBytes {
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> weak_bits;
};

// Tears the programming of `wanted` over a unit that held `before` (erased).
TornBytes tear_unit(ProgramTear style, Bytes before, Bytes wanted, Random& random);

// Tears the erase of a sector that held `before`.
TornBytes tear_erase(EraseTear style, Bytes before, std::uint32_t write_unit_bytes, std::uint8_t erased_value,
                     Random& random);

}  // namespace switchback::rig
