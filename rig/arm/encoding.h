// Bit fields of instructions.
#pragma once

#include <cstdint>

namespace switchback::rig {

// `bits` bits of `code`, from bit `lowest` up; at most 31 bits.
constexpr std::uint32_t field(std::uint32_t code, unsigned lowest, unsigned bits) {
  return code >> lowest & ((1u << bits) - 1);
}

// `value` as a signed number of `bits` bits; its other bits must be 0.
constexpr std::uint32_t sign_extended(std::uint32_t value, unsigned bits) {
  const std::uint32_t sign = 1u << (bits - 1);
  return (value ^ sign) - sign;
}

}  // namespace switchback::rig
