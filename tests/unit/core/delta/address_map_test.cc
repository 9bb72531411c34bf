#include "core/delta/address_map.h"

#include <doctest/doctest.h>

#include <vector>

namespace switchback::delta {
namespace {

constexpr std::uint32_t kBase = 0x1000;
constexpr std::uint32_t kImage = 0x1200;

// 0x100 … 0x1ff move by 0x40, 0x200 … by −0x80, RAM from 0x20000100 on by 8.
const std::vector<MapEntry> kEntries = {{0x100, 0x40}, {0x200, 0u - 0x80}, {0x20000100, 8}};

AddressMap map() { return {kEntries, kBase, kImage}; }

}  // namespace

TEST_CASE("Address map: an address moves with the last entry before it") {
  CHECK(map().moved(0x100) == 0x140);
  CHECK(map().moved(0x1ff) == 0x23f);
  CHECK(map().moved(0x200) == 0x180);
  CHECK(map().moved(0xfff) == 0xf7f);
  CHECK(map().moved(0x20000100) == 0x20000108);
}

TEST_CASE("Address map: an address before the first entry of its kind stays") {
  CHECK(map().moved(0xff) == 0xff);
  CHECK(map().moved(0x200000ff) == 0x200000ff);
  CHECK(AddressMap({}, kBase, kImage).moved(0x300) == 0x300);
}

TEST_CASE("Address map: the first entry whose bytes moved to a position aligns it") {
  CHECK(map().stretch_at(0x140).alignment == 0u - 0x40);
  CHECK(map().stretch_at(0x23f).alignment == 0u - 0x40);
  CHECK(map().stretch_at(0x180).alignment == 0u - 0x40);  // both entries' bytes moved here
  CHECK(map().stretch_at(0x240).alignment == 0x80);
  CHECK(map().stretch_at(0xf7f).alignment == 0x80);
}

TEST_CASE("Address map: a position that nothing moved to is aligned as it was") {
  CHECK(map().stretch_at(0x13f).alignment == 0);
  CHECK(map().stretch_at(0xf80).alignment == 0);
  CHECK(AddressMap({}, kBase, kImage).stretch_at(0x300).alignment == 0);
}

TEST_CASE("Address map: a stretch ends where another may begin, and not before its size") {
  CHECK(map().stretch_at(0).size_bytes == 0x140);      // the first entry's bytes
  CHECK(map().stretch_at(0x140).size_bytes == 0x100);  // to their end
  CHECK(map().stretch_at(0x240).size_bytes == 0xf80 - 0x240);
  CHECK(map().stretch_at(0xf80).size_bytes == kMaxImageBytes);
  for (std::uint32_t position = 0; position < kImage;) {
    const MapStretch stretch = map().stretch_at(position);
    for (std::uint32_t i = 0; i < stretch.size_bytes && position + i < kImage; ++i) {
      REQUIRE(map().stretch_at(position + i).alignment == stretch.alignment);
    }
    position += stretch.size_bytes;
  }
}

TEST_CASE("Target cache: the latest of what was learnt is found again") {
  TargetCache cache;
  std::uint32_t address = 0x300;
  CHECK_FALSE(cache.find(address));
  CHECK(address == 0x300);
  cache.learn(0x300, 0x310);
  cache.learn(0x300, 0x320);
  REQUIRE(cache.find(address));
  CHECK(address == 0x320);
  CHECK_FALSE(cache.find(address));
}

}  // namespace switchback::delta
