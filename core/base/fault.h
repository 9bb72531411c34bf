// Protection against glitches: faults injected into the processor, such as a skipped instruction.
// Conditions are checked again that a compiler would take as proven.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/bytes.h"

namespace switchback {

// Returns `value`. The compiler can assume nothing about the result.
template <class T>
inline T opaque(T value) {
  asm volatile("" : "+r"(value));
  return value;
}

// Traps if `holds` is false, which no correct execution reaches. A trap resets the device.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

// Overwrites untrusted bytes once they have been used. As code, the value is an instruction that
// faults on a Cortex-M: a stale pointer to these bytes leads to a fault, not to an attacker's code.
constexpr std::uint8_t kUsed = 0xde;

template <std::size_t kSize>
void mark_used(std::array<std::uint8_t, kSize>& bytes) {
  std::fill(bytes.begin(), bytes.end(), kUsed);
}

// Overwrites the stack directly below the caller's frame, where returned calls may have left
// untrusted bytes. The next call's frame begins there.
[[gnu::noinline]] inline void wipe_stack() {
  constexpr std::size_t kWipedBytes = 512;
  std::array<std::uint8_t, kWipedBytes> below;
  mark_used(below);
  asm volatile("" : : "r"(below.data()) : "memory");
}

// The first `count` bytes of `bytes`. Traps if a glitch made `count` larger than the array.
template <std::size_t kSize>
MutableBytes first_of(std::array<std::uint8_t, kSize>& bytes, std::size_t count) {
  require(opaque(count) <= kSize);
  return {bytes.data(), count};
}

}  // namespace switchback
