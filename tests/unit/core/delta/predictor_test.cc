#include "core/delta/predictor.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace switchback::delta {
namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr std::uint32_t kLinkAddress = 0x08000000;
constexpr std::uint32_t kSize = 0x100;
constexpr std::uint32_t kCallee = 0x80;

struct Images {
  Bytes base(std::uint32_t position, std::uint32_t needed) const { return some(old_image, position, needed); }
  Bytes written(std::uint32_t position, std::uint32_t needed) const { return some(new_image, position, needed); }

  Buffer old_image = Buffer(kSize, 0x46);
  Buffer new_image = Buffer(kSize, 0x46);

 private:
  static Bytes some(const Buffer& from, std::uint32_t position, std::uint32_t needed) {
    REQUIRE(position + needed <= from.size());
    return Bytes(from).subspan(position);
  }
};

FieldRules rules() {
  FieldRules rules;
  rules.instructions = &kThumb;
  rules.pointers = true;
  rules.link_address = kLinkAddress;
  rules.image_size_bytes = kSize;
  return rules;
}

// A call.
std::uint32_t word_with_callee(std::uint32_t callee, std::uint32_t position) {
  Code code{0xd000f000};
  set_field_address(rules(), FieldKind::kBranch, code, callee, position);
  return code.first;
}

FieldRules riscv() {
  FieldRules riscv = rules();
  riscv.instructions = &kRiscv;
  return riscv;
}

// auipc a0; addi a0, a0.
void put_pair(Buffer& image, std::uint32_t address, std::uint32_t position) {
  Code code{0x00000517, 0x00050513};
  set_field_address(riscv(), FieldKind::kPair, code, address, position);
  store_u32(image, position, code.first);
  store_u32(image, position + 4, code.second);
}

// A predictor whose target is written byte by byte.
class Case {
 public:
  explicit Case(std::vector<MapEntry> entries = {}, FieldRules field_rules = rules())
      : entries_(std::move(entries)), rules_(field_rules) {}

  // Puts a call at `position` of an image.
  static void call(Buffer& image, std::uint32_t position, std::uint32_t callee) {
    store_u32(image, position, word_with_callee(callee, position));
  }

  // The prediction for the four bytes at `position`, if the bytes turn out as in the new image.
  std::uint32_t next_word(std::uint32_t position, std::uint32_t alignment = 0) {
    std::uint32_t word = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
      word |= static_cast<std::uint32_t>(predictor_.peek(alignment, position + i)) << (8 * i);
      predictor_.wrote(position + i, false);
    }
    return word;
  }
  int peek(std::uint32_t alignment, std::uint32_t position) { return predictor_.peek(alignment, position); }

  // The callee that the call predicted at `position` has.
  std::uint32_t next_callee(std::uint32_t position, std::uint32_t alignment = 0) {
    return field_address(rules_, FieldKind::kBranch, {next_word(position, alignment)}, position);
  }

  Images images;

 private:
  std::vector<MapEntry> entries_;
  FieldRules rules_;
  AddressMap map_{entries_, kSize, rules_.image_size_bytes};
  TargetCache cache_;
  Predictor<Images> predictor_{images, rules_, map_, cache_, kSize, kSize};
};

}  // namespace

TEST_CASE("Predictor: a call from the base is predicted with its callee moved, at its new position") {
  Case c({{kCallee, 8}});
  Case::call(c.images.old_image, 0x10, kCallee);
  CHECK(c.next_callee(0x14, 0u - 4) == kCallee + 8);
}

TEST_CASE("Predictor: code outside the image stays where it is, wherever the target is linked to") {
  FieldRules far = rules();
  far.far_branches = true;
  far.link_shift = 0x1000;
  Case c({{kCallee, 8}}, far);
  Case::call(c.images.old_image, 0x10, 0x4000);
  CHECK(c.next_callee(0x14, 0u - 4) == 0x4000 - 0x1000);
}

TEST_CASE("Predictor: a call from the target keeps its callee") {
  Case c({{kCallee, 8}});
  Case::call(c.images.new_image, 0x10, kCallee);
  CHECK(c.next_callee(0x20, kSize - 0x10) == kCallee);
}

TEST_CASE("Predictor: a callee that was mispredicted is known from then on") {
  Case c;
  for (const std::uint32_t at : {0x10u, 0x20u}) {
    Case::call(c.images.old_image, at, kCallee);
    Case::call(c.images.new_image, at, kCallee + 0x10);
  }
  CHECK(c.next_callee(0x10) == kCallee);
  CHECK(c.next_callee(0x20) == kCallee + 0x10);
}

TEST_CASE("Predictor: nothing is learnt from what is no field of the kind") {
  Case c;
  Case::call(c.images.old_image, 0x10, kCallee);
  Case::call(c.images.old_image, 0x20, kCallee);
  CHECK(c.next_callee(0x10) == kCallee);  // 46 46 46 46 in the new image
  CHECK(c.next_callee(0x20) == kCallee);
}

TEST_CASE("Predictor: pointers are predicted moved, and learnt from, as calls are") {
  Case c({{kCallee, 8}});
  for (const std::uint32_t at : {0x10u, 0x20u}) {
    store_u32(c.images.old_image, at, kLinkAddress + kCallee + 1);
    store_u32(c.images.new_image, at, kLinkAddress + kCallee + 0x21);
  }
  CHECK(c.next_word(0x10) == kLinkAddress + kCallee + 9);
  CHECK(c.next_word(0x20) == kLinkAddress + kCallee + 0x21);
}

TEST_CASE("Predictor: a word that may be an instruction is a pointer in company only") {
  FieldRules large = rules();
  large.image_size_bytes = 0x10000;
  Case c({{0xe800, 8}}, large);
  store_u32(c.images.old_image, 0x10, kLinkAddress + 0xe810);
  CHECK(c.next_word(0x10) == kLinkAddress + 0xe810);
  for (const std::uint32_t neighbour : {0x1cu, 0x24u}) {
    CAPTURE(neighbour);
    Case other({{0x80, 8}}, large);
    store_u32(other.images.old_image, 0x20, kLinkAddress + 0xe810);
    store_u32(other.images.old_image, neighbour, kLinkAddress + 0x90);
    CHECK(other.next_word(0x20) == kLinkAddress + 0xe818);
  }
}

TEST_CASE("Predictor: a field stays predicted to its end, whatever its bytes turn out to be") {
  Case c({{kCallee, 8}});
  Case::call(c.images.old_image, 0x10, kCallee);
  Case::call(c.images.new_image, 0x10, kCallee + 0x70);
  Buffer expected(4);
  store_u32(expected, 0, word_with_callee(kCallee + 8, 0x10));
  CHECK(c.next_word(0x10) == load_u32(expected, 0));
}

TEST_CASE("Predictor: where the alignment changes inside a field, bytes are taken as they are") {
  Case c({{kCallee, 8}});
  Case::call(c.images.old_image, 0x10, kCallee);
  c.peek(0, 0x10);
  CHECK(c.peek(0u - 1, 0x13) == c.images.old_image[0x12]);
  CHECK(c.peek(0, 0x13) == c.images.old_image[0x13]);
}

TEST_CASE("Predictor: a pair's two instructions are moved, and learnt from, as one") {
  Case c({{kCallee, 8}}, riscv());
  for (const std::uint32_t at : {0x10u, 0x22u}) {
    put_pair(c.images.old_image, kCallee, at);
    put_pair(c.images.new_image, kCallee + 0x20, at);
  }
  Buffer expected(kSize);
  put_pair(expected, kCallee + 8, 0x10);
  put_pair(expected, kCallee + 0x20, 0x22);
  for (const std::uint32_t at : {0x10u, 0x14u, 0x22u, 0x26u}) CHECK(c.next_word(at) == load_u32(expected, at));
}

TEST_CASE("Predictor: a short branch is two bytes, and what follows it is a field of its own") {
  Case c({{kCallee, 8}}, riscv());
  store_u16(c.images.old_image, 0x60, 0xa005);  // c.j to 0x80
  Code call{0x000000ef};
  set_field_address(riscv(), FieldKind::kBranch, call, kCallee, 0x62);
  store_u32(c.images.old_image, 0x62, call.first);
  Code expected{0xa005};
  set_field_address(riscv(), FieldKind::kShortBranch, expected, kCallee + 8, 0x60);
  set_field_address(riscv(), FieldKind::kBranch, call, kCallee + 8, 0x62);
  CHECK(c.next_word(0x60) == ((expected.first & 0xffff) | call.first << 16));
}

TEST_CASE("Predictor: a pair that the base or the target cuts off is no field") {
  const auto is_moved = [&](std::uint32_t source, std::uint32_t position) {
    Case c({{kCallee, 8}}, riscv());
    Buffer code(kSize + 8);
    put_pair(code, kCallee, source);
    std::copy_n(code.begin(), kSize, c.images.old_image.begin());
    for (std::uint32_t i = 0; i < 8 && source + i < kSize && position + i < kSize; ++i) {
      if (c.peek(source - position, position + i) != c.images.old_image[source + i]) return true;
    }
    return false;
  };
  CHECK(is_moved(kSize - 8, 0x10));
  CHECK_FALSE(is_moved(kSize - 6, 0x10));
  CHECK_FALSE(is_moved(kSize - 4, 0x10));
  CHECK(is_moved(0x10, kSize - 8));
  CHECK_FALSE(is_moved(0x10, kSize - 6));
  CHECK_FALSE(is_moved(0x10, kSize - 4));
}

TEST_CASE("Predictor: before the base and behind what is written there is nothing") {
  Case c;
  CHECK(c.peek(0u - 0x11, 0x10) == -1);
  CHECK(c.peek(0u - 0x10, 0x10) == c.images.old_image[0]);
  CHECK(c.peek(kSize, 0x10) == -1);
  CHECK(c.peek(kSize - 1, 0x10) == c.images.new_image[0x0f]);
}

}  // namespace switchback::delta
