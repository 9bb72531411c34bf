// Parts of instructions.
#pragma once

#include <cstdint>

namespace switchback::rig {

// `bits` bits from bit `lowest` on; fewer than 32.
constexpr std::uint32_t field(std::uint32_t code, unsigned lowest, unsigned bits) {
  return code >> lowest & ((1u << bits) - 1);
}

// The lowest `bits` bits of `value`, the highest of them being the sign; the others are 0.
constexpr std::uint32_t sign_extended(std::uint32_t value, unsigned bits) {
  const std::uint32_t sign = 1u << (bits - 1);
  return (value ^ sign) - sign;
}

}  // namespace switchback::rig
