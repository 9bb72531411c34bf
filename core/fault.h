// Against faults in the processor: what a compiler would take as proven is looked at again.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/bytes.h"

namespace switchback {

// The value itself, of which the compiler knows nothing any more.
template <class T>
inline T opaque(T value) {
  asm volatile("" : "+r"(value));
  return value;
}

// Nothing that a program does leads here. On a device: a fault, which resets it.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

// What overwrites bytes that somebody else chose, once they have been used: on a Cortex-M, code that faults. What a
// function's frame still holds of pointers into them leads there.
constexpr std::uint8_t kUsed = 0xde;

template <std::size_t kSize>
void mark_used(std::array<std::uint8_t, kSize>& bytes) {
  std::fill(bytes.begin(), bytes.end(), kUsed);
}

// Overwrites what calls that returned left of such bytes below the caller's frame: the next one's frame begins with it.
[[gnu::noinline]] inline void wipe_stack() {
  constexpr std::size_t kWipedBytes = 512;
  std::array<std::uint8_t, kWipedBytes> below;
  mark_used(below);
  asm volatile("" : : "r"(below.data()) : "memory");
}

// The first `count` bytes of `bytes`. An instruction that did not compute `count` cannot make it more than there are.
template <std::size_t kSize>
MutableBytes first_of(std::array<std::uint8_t, kSize>& bytes, std::size_t count) {
  require(opaque(count) <= kSize);
  return {bytes.data(), count};
}

}  // namespace switchback
