// Against faults in the processor: what a compiler would take as proven is looked at again.
#pragma once

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

// The first `count` bytes of `bytes`. An instruction that did not compute `count` cannot make it more than there are.
template <std::size_t kSize>
MutableBytes first_of(std::array<std::uint8_t, kSize>& bytes, std::size_t count) {
  require(opaque(count) <= kSize);
  return {bytes.data(), count};
}

}  // namespace switchback
