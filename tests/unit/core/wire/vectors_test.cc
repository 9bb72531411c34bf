#include "core/wire/vectors.h"

#include <doctest/doctest.h>

#include <array>

namespace switchback {
namespace {

constexpr std::array<MemoryRange, 2> kRam = {{{0x20000000, 0x4000}, {0x10000000, 0x800}}};
constexpr MemoryRange kPayload = {0x9100, 0x200};

Status check(std::uint32_t stack_pointer, std::uint32_t reset) {
  return check_vectors({stack_pointer, reset}, kPayload, kRam);
}

}  // namespace

TEST_CASE("Vectors: a stack in RAM and a reset vector into the payload are kOk, up to either end") {
  CHECK(check(0x20004000, 0x9201) == Status::kOk);
  CHECK(check(0x20000004, 0x9109) == Status::kOk);  // the first instruction that can be
  CHECK(check(0x10000800, 0x92ff) == Status::kOk);  // the last one
}

TEST_CASE("Vectors: a stack pointer outside RAM, at its start or not aligned is kStackPointer") {
  for (const std::uint32_t pointer :
       {0u, 0xffffffffu, 0x20000000u, 0x20004004u, 0x20003ffeu, 0x20003fffu, 0x1ffffffcu, 0x10000804u, 0x9200u}) {
    CAPTURE(pointer);
    CHECK(check(pointer, 0x9201) == Status::kStackPointer);
  }
  CHECK(check_vectors({0x20004000, 0x9201}, kPayload, {}) == Status::kStackPointer);
}

TEST_CASE("Vectors: a reset vector outside the payload, into the vectors or without the Thumb bit is kResetVector") {
  for (const std::uint32_t reset :
       {0u, 1u, 0x9201u - 1, 0x9101u, 0x9107u, 0x9301u, 0x90ffu, 0x20000001u, 0xffffffffu}) {
    CAPTURE(reset);
    CHECK(check(0x20004000, reset) == Status::kResetVector);
  }
}

TEST_CASE("Vectors: a payload that is shorter than its vectors has none") {
  CHECK(check_vectors({0x20004000, 0x9109}, {0x9100, 8}, kRam) == Status::kResetVector);
  CHECK(check_vectors({0x20004000, 0x9101}, {0x9100, 0}, kRam) == Status::kResetVector);
}

}  // namespace switchback
