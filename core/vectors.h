// Where an image starts: the first two words of a Cortex-M vector table (ARMv6-M Architecture Reference Manual B1.5.3).
// An image whose vectors point elsewhere than into RAM and into itself would start code that nobody verified.
#pragma once

#include <span>

#include "core/status.h"

namespace switchback {

// Whose vectors an image begins with.
enum class Core : std::uint8_t {
  kOther,    // begins with what its payload begins with: nothing to check
  kCortexM,  // initial stack pointer, then the reset vector
};

// A range of addresses. Its end is at most 0xffffffff.
struct MemoryRange {
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;

  constexpr bool operator==(const MemoryRange&) const = default;
};

// The first eight bytes of a payload.
struct Vectors {
  std::uint32_t stack_pointer = 0;
  std::uint32_t reset = 0;
};

constexpr std::uint32_t kVectorsBytes = 8;

// Whether a Cortex-M may start with `vectors`. `payload` is where the payload will lie when it executes; it starts with
// the vectors. Returns:
//   kOk
//   kStackPointer  the initial stack pointer is no multiple of 4, or lies neither in one of `ram` nor at its end
//   kResetVector   the reset vector has no Thumb bit, or leads to the vectors or outside the payload
Status check_vectors(const Vectors& vectors, const MemoryRange& payload, std::span<const MemoryRange> ram);

}  // namespace switchback
