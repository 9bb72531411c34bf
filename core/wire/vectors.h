// Where an image starts: the first two words of a Cortex-M vector table (ARMv6-M Architecture
// Reference Manual, B1.5.3). An image whose vectors point outside RAM or outside the image would
// start code that nobody verified.
#pragma once

#include <span>

#include "core/base/status.h"

namespace switchback {

// The vectors that an image begins with.
enum class Core : std::uint8_t {
  kOther,    // unknown: nothing is checked
  kCortexM,  // the initial stack pointer, then the reset vector
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

// Checks whether a Cortex-M may start with `vectors`. `payload` is where the payload will execute;
// the vectors are its first bytes.
//   kOk:           it may
//   kStackPointer: the initial stack pointer is not a multiple of 4, or lies neither inside a range
//                  of `ram` nor at its end
//   kResetVector:  the reset vector has no Thumb bit, or leads to the vectors or outside the
//                  payload
Status check_vectors(const Vectors& vectors, const MemoryRange& payload, std::span<const MemoryRange> ram);

}  // namespace switchback
