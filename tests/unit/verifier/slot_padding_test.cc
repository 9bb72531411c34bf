#include "verifier/slot_padding.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace switchback::verifier {
namespace {

using Buffer = std::vector<std::uint8_t>;

const Buffer kMagic = {0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f, 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80};

// The magic of flash that is written in units of `alignment` bytes, other than 8.
Buffer magic_for(std::uint8_t alignment) {
  return {alignment, 0, 0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d, 0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a};
}

Buffer tail_of(std::size_t size, const Buffer& magic, std::uint8_t erased = 0xff) {
  Buffer tail(size, erased);
  std::copy(magic.begin(), magic.end(), tail.end() - 16);
  return tail;
}

constexpr std::size_t kSlot = 4096;

TEST_CASE("Slot padding: erased flash and the magic are padding, with either erased value") {
  CHECK(is_slot_padding(tail_of(1000, kMagic), kSlot));
  CHECK(is_slot_padding(tail_of(1000, kMagic, 0x00), kSlot));
  CHECK(is_slot_padding(tail_of(16, kMagic), kSlot));
  CHECK(is_slot_padding(tail_of(1000, magic_for(32)), kSlot));
}

TEST_CASE("Slot padding: a set image_ok flag belongs to it, where the alignment puts it") {
  Buffer tail = tail_of(1000, kMagic);
  tail[1000 - 16 - 8] = 0x01;
  CHECK(is_slot_padding(tail, kSlot));
  tail = tail_of(1000, magic_for(32));
  tail[1000 - 64] = 0x01;
  CHECK(is_slot_padding(tail, kSlot));
}

TEST_CASE("Slot padding: any other byte makes it something else") {
  for (std::size_t at = 0; at < 1000; ++at) {
    Buffer tail = tail_of(1000, kMagic);
    tail[at] ^= 0x10;
    CAPTURE(at);
    CHECK_FALSE(is_slot_padding(tail, kSlot));
  }
  Buffer tail = tail_of(1000, kMagic);
  tail[1000 - 16 - 16] = 0x01;  // copy_done: only a device sets it
  CHECK_FALSE(is_slot_padding(tail, kSlot));
}

TEST_CASE("Slot padding: without the whole magic at the end there is none") {
  CHECK_FALSE(is_slot_padding({}, kSlot));
  CHECK_FALSE(is_slot_padding(Buffer(1000, 0xff), kSlot));
  CHECK_FALSE(is_slot_padding(Bytes(kMagic).first(15), kSlot));
  Buffer short_of_one = tail_of(1000, kMagic);
  short_of_one.push_back(0xff);
  CHECK_FALSE(is_slot_padding(short_of_one, kSlot));
}

TEST_CASE("Slot padding: an alignment that is no power of two is no magic") {
  CHECK_FALSE(is_slot_padding(tail_of(1000, magic_for(0)), kSlot));
  CHECK_FALSE(is_slot_padding(tail_of(1000, magic_for(24)), kSlot));
  CHECK_FALSE(is_slot_padding(tail_of(16, magic_for(128)), 16));  // larger than the slot
}

}  // namespace
}  // namespace switchback::verifier
