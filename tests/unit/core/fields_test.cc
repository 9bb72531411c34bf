// Fields against instructions as an assembler makes them.
#include "core/delta/fields.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace switchback::delta {
namespace {

FieldRules thumb_at(std::uint32_t link_address) {
  FieldRules rules;
  rules.thumb = true;
  rules.pointers = true;
  rules.link_address = link_address;
  rules.image_size_bytes = 0x10000;
  return rules;
}

// What `arm-none-eabi-as -mcpu=cortex-m4` makes of branches at 0x1000, as a little-endian word.
struct Sample {
  std::uint32_t word;
  FieldKind kind;
  std::uint32_t address;
};
constexpr Sample kSamples[] = {
    {0xf800f000, FieldKind::kBranch, 0x1004},             // bl .+4
    {0xfffef7ff, FieldKind::kBranch, 0x1000},             // bl .
    {0xf8fef001, FieldKind::kBranch, 0x2200},             // bl 0x2200
    {0xe8fef001, FieldKind::kBranch, 0x2200},             // blx 0x2200
    {0xbffef7ff, FieldKind::kBranch, 0x1000},             // b.w .
    {0xaffef43f, FieldKind::kConditionalBranch, 0x1000},  // beq.w .
    {0x80fef041, FieldKind::kConditionalBranch, 0x2200},  // bne.w 0x2200
};

}  // namespace

TEST_CASE("Fields: Thumb-2 branches are recognised, with their targets") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.word);
    REQUIRE(classify(thumb_at(0x8000000), sample.word, 0x1000, 0x1002) == sample.kind);
    CHECK(field_address(thumb_at(0x8000000), sample.kind, sample.word, 0x1000) == sample.address);
  }
}

TEST_CASE("Fields: a branch given another target, and then its own again, is what it was") {
  const FieldRules rules = thumb_at(0x8000000);
  for (const Sample& sample : kSamples) {
    for (const std::uint32_t address : {0x0u, 0x1004u, 0x2200u, 0xfffcu}) {
      CAPTURE(sample.word);
      CAPTURE(address);
      const std::uint32_t moved = with_address(rules, sample.kind, sample.word, address, 0x3000);
      CHECK(classify(rules, moved, 0x3000, 0x3002) == sample.kind);
      CHECK(field_address(rules, sample.kind, moved, 0x3000) == address);
      CHECK(with_address(rules, sample.kind, moved, sample.address, 0x1000) == sample.word);
    }
  }
}

TEST_CASE("Fields: a branch out of the image is one only where those are asked for") {
  FieldRules rules = thumb_at(0x8000000);
  rules.image_size_bytes = 0x2000;
  CHECK(classify(rules, 0xf8fef001, 0x1000, 0x1000) == FieldKind::kNone);
  rules.far_branches = true;
  CHECK(classify(rules, 0xf8fef001, 0x1000, 0x1000) == FieldKind::kBranch);
  CHECK(classify(rules, 0x80fef041, 0x1000, 0x1000) == FieldKind::kNone);
}

TEST_CASE("Fields: other instructions and odd sources are no branches") {
  const FieldRules rules = thumb_at(0x8000000);
  CHECK(classify(rules, 0x8000f3af, 0x1000, 0x1000) == FieldKind::kNone);  // nop.w
  CHECK(classify(rules, 0x8f5ff3bf, 0x1000, 0x1000) == FieldKind::kNone);  // dmb
  CHECK(classify(rules, 0x46c04770, 0x1000, 0x1000) == FieldKind::kNone);  // bx lr; nop
  CHECK(classify(rules, 0xf8fef001, 0x1001, 0x1000) == FieldKind::kNone);
  CHECK(classify(FieldRules{}, 0xf8fef001, 0x1000, 0x1000) == FieldKind::kNone);
}

TEST_CASE("Fields: aligned words that point into image or RAM are pointers") {
  const FieldRules rules = thumb_at(0x8000000);
  CHECK(classify(rules, 0x08001235, 0x102, 0x104) == FieldKind::kPointer);
  CHECK(classify(rules, 0x08001235, 0x104, 0x102) == FieldKind::kNone);
  CHECK(classify(rules, 0x08010000, 0x104, 0x104) == FieldKind::kNone);  // behind the image
  CHECK(classify(rules, 0x0800e801, 0x104, 0x104) == FieldKind::kDoubtfulPointer);
  CHECK(classify(rules, 0x20001000, 0x104, 0x104) == FieldKind::kRamPointer);
  CHECK(classify(rules, 0x20100000, 0x104, 0x104) == FieldKind::kNone);
  CHECK(classify(thumb_at(0), 0x20, 0x104, 0x104) == FieldKind::kNone);  // a small number
}

TEST_CASE("Fields: a pointer's address is its offset in the image, RAM's is itself") {
  const FieldRules rules = thumb_at(0x8000000);
  CHECK(field_address(rules, FieldKind::kPointer, 0x08001235, 0x104) == 0x1235);
  CHECK(with_address(rules, FieldKind::kPointer, 0x08001235, 0x1241, 0x104) == 0x08001241);
  CHECK(field_address(rules, FieldKind::kRamPointer, 0x20001000, 0x104) == 0x20001000);
  CHECK(with_address(rules, FieldKind::kRamPointer, 0x20001000, 0x20001010, 0x104) == 0x20001010);
}

}  // namespace switchback::delta
