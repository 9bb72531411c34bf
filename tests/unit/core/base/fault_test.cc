// The protections of core/base/fault.h, without injected faults. rig/studies/glitch.h and
// tests/qemu inject faults.
#include "core/base/fault.h"

#include <doctest/doctest.h>

namespace switchback {
namespace {

TEST_CASE("Fault: bytes that were used are overwritten, all of them, with code that faults") {
  std::array<std::uint8_t, 37> bytes{};
  mark_used(bytes);
  CHECK(all_are(bytes, kUsed));
  CHECK(kUsed == 0xde);                  // UDF of Thumb begins with it
  CHECK((kUsed << 8 | kUsed) % 2 == 0);  // no address that a return would take
}

TEST_CASE("Fault: the first bytes of an array are as many as were asked for") {
  std::array<std::uint8_t, 8> bytes{};
  for (const std::size_t count : {0u, 1u, 8u}) {
    const MutableBytes first = first_of(bytes, count);
    CHECK(first.data() == bytes.data());
    CHECK(first.size() == count);
  }
}

TEST_CASE("Fault: what was wiped of the stack is below the caller's frame alone") {
  std::array<std::uint8_t, 64> mine;
  mine.fill(0x5a);
  wipe_stack();
  CHECK(all_are(mine, 0x5a));
}

}  // namespace
}  // namespace switchback
