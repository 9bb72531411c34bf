// What an interrupted program or erase leaves in the cells (docs/TESTING.md, "Torn operations").
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "rig/random.h"

namespace switchback::rig {

// How an operation is torn, chosen by Cut::pattern modulo kTearStyles. Where a style has a choice, the seed makes it.
enum class ProgramTear : std::uint8_t {
  kSomeBits,   // a prefix of the units is complete; of the next, a random subset of the bits is programmed
  kBitPrefix,  // the same, but of the next unit the bits are programmed from the first to some bit
  kInvisible,  // the same, but the next unit still reads erased
  kComplete,   // the same, but the next unit reads complete: only that it may not stay so
};

enum class EraseTear : std::uint8_t {
  kUnits,  // each write unit is erased, as before, or random bits
  kBits,   // each bit is erased or as before
  kPart,   // the sector's first units, or its last, are erased, the rest is as before
  kWhole,  // the sector reads erased throughout, or as before: only that it may not stay so
};

constexpr std::uint32_t kTearStyles = 4;

// Bytes after the tear, and which of their bits were on their way and may read differently.
struct TornBytes {
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> weak_bits;
};

// One unit that held `before` (erased) while `wanted` was programmed over it.
TornBytes tear_unit(ProgramTear style, Bytes before, Bytes wanted, Random& random);

// A sector that held `before` while it was erased.
TornBytes tear_erase(EraseTear style, Bytes before, std::uint32_t write_unit_bytes, std::uint8_t erased_value,
                     Random& random);

}  // namespace switchback::rig
