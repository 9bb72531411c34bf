// One function for each style of tearing.
#include "rig/flash/tear.h"

#include <algorithm>

namespace switchback::rig {
namespace {

std::vector<std::uint8_t> random_bits(std::size_t count, Random& random) {
  std::vector<std::uint8_t> bits(count);
  for (std::uint8_t& byte : bits) byte = random.byte();
  return bits;
}

std::vector<std::uint8_t> leading_bits(std::size_t size_bytes, std::uint32_t bit_count) {
  std::vector<std::uint8_t> mask(size_bytes);
  for (std::uint32_t bit = 0; bit < bit_count; ++bit) mask[bit / 8] |= static_cast<std::uint8_t>(1u << (bit % 8));
  return mask;
}

// `b` where `mask` is set, else `a`.
std::uint8_t choose(std::uint8_t a, std::uint8_t b, std::uint8_t mask) {
  return static_cast<std::uint8_t>((a & ~mask) | (b & mask));
}

enum class UnitFate : std::uint8_t { kErased, kAsBefore, kGarbage };

UnitFate unit_fate(EraseTear style, bool is_in_part, Random& random) {
  if (style == EraseTear::kPart) return is_in_part ? UnitFate::kErased : UnitFate::kAsBefore;
  return static_cast<UnitFate>(random.below(3));
}

}  // namespace

TornBytes tear_unit(ProgramTear style, Bytes before, Bytes wanted, Random& random) {
  const auto size = static_cast<std::uint32_t>(wanted.size());
  std::vector<std::uint8_t> mask;
  switch (style) {
    case ProgramTear::kSomeBits:
      mask = random_bits(size, random);
      break;
    case ProgramTear::kBitPrefix:
      mask = leading_bits(size, random.below(size * 8 + 1));
      break;
    case ProgramTear::kInvisible:
      mask = leading_bits(size, 0);
      break;
    case ProgramTear::kComplete:
      mask = leading_bits(size, size * 8);
      break;
  }
  TornBytes torn{.bytes = mask, .weak_bits = mask};
  for (std::uint32_t i = 0; i < size; ++i) {
    torn.bytes[i] = choose(before[i], wanted[i], mask[i]);
    torn.weak_bits[i] = before[i] ^ wanted[i];
  }
  return torn;
}

TornBytes tear_erase(EraseTear style, Bytes before, std::uint32_t write_unit_bytes, std::uint8_t erased_value,
                     Random& random) {
  const auto size = static_cast<std::uint32_t>(before.size());
  TornBytes torn{.bytes = {before.begin(), before.end()}, .weak_bits = std::vector<std::uint8_t>(size)};
  if (style == EraseTear::kBits || style == EraseTear::kWhole) {
    const bool is_whole = style == EraseTear::kWhole;
    const std::uint8_t all = is_whole && random.below(2) == 0 ? 0xff : 0x00;
    for (std::uint32_t i = 0; i < size; ++i) {
      torn.bytes[i] = choose(before[i], erased_value, is_whole ? all : random.byte());
      torn.weak_bits[i] = before[i] ^ erased_value;
    }
    return torn;
  }
  const std::uint32_t border = random.below(size / write_unit_bytes + 1) * write_unit_bytes;
  const bool is_front = random.below(2) == 0;
  for (std::uint32_t at = 0; at < size; at += write_unit_bytes) {
    const UnitFate fate = unit_fate(style, (at < border) == is_front, random);
    for (std::uint32_t i = at; i < at + write_unit_bytes; ++i) {
      if (fate == UnitFate::kErased) torn.bytes[i] = erased_value;
      if (fate == UnitFate::kGarbage) torn.bytes[i] = random.byte();
      if (fate == UnitFate::kGarbage) torn.weak_bits[i] = 0xff;
    }
  }
  return torn;
}

}  // namespace switchback::rig
