#include "packer/image/link_address.h"

#include <doctest/doctest.h>

#include <initializer_list>

#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;

// Functions that start with a PUSH of LR (one in two of them a wide one), and a table of pointers
// at some of them.
Buffer linked_at(std::uint32_t address, std::size_t pointers) {
  Random random(address + 1);
  Buffer image(pointers * 4);
  for (std::size_t i = 0; i < 200; ++i) {
    const Buffer body = testing::random_bytes(random, 10 + random() % 30 * 2);
    if (i < pointers) store_u32(image, i * 4, address + static_cast<std::uint32_t>(image.size()) + 1);
    const Buffer prologue = i % 2 == 0 ? Buffer{0x10, 0xb5} : Buffer{0x2d, 0xe9, 0xf0, 0x41};
    image.insert(image.end(), prologue.begin(), prologue.end());
    image.insert(image.end(), body.begin(), body.end());
  }
  return image;
}

}  // namespace

TEST_CASE("Link address: pointers at functions tell it") {
  for (const std::uint32_t address : {0u, 0x08004000u, 0xc00fffc0u}) {
    CAPTURE(address);
    CHECK(estimate_link_address(linked_at(address, 50), &delta::kThumb) == address);
  }
}

TEST_CASE("Link address: few pointers, noise or nothing tell none") {
  Random random(1);
  CHECK_FALSE(estimate_link_address(linked_at(0x08004000, 5), &delta::kThumb).has_value());
  CHECK_FALSE(estimate_link_address(testing::random_bytes(random, 20000), &delta::kThumb).has_value());
  CHECK_FALSE(estimate_link_address({}, &delta::kThumb).has_value());
  CHECK_FALSE(estimate_link_address(linked_at(0x08004000, 50), nullptr).has_value());
}

}  // namespace switchback::packer
