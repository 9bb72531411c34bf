// Fields against instructions as an assembler makes them.
#include "core/delta/fields.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace switchback::delta {
namespace {

constexpr std::uint32_t kLinkAddress = 0x8000000;

FieldRules rules_of(const InstructionSet* set) {
  FieldRules rules;
  rules.instructions = set;
  rules.pointers = true;
  rules.link_address = kLinkAddress;
  rules.image_size_bytes = 0x10000;
  return rules;
}

FieldRules thumb_at(std::uint32_t link_address) {
  FieldRules rules = rules_of(&kThumb);
  rules.link_address = link_address;
  return rules;
}

Code with_address(const FieldRules& rules, FieldKind kind, Code code, std::uint32_t address, std::uint32_t position) {
  set_field_address(rules, kind, code, address, position);
  return code;
}

// Code at 0x1000, as GNU objdump reads it, as little-endian words: the second one in the upper
// half.
struct Sample {
  const InstructionSet* set;
  Code code;
  FieldKind kind;
  std::uint32_t address;
};

constexpr Sample kSamples[] = {
    {&kThumb, {0xf800f000}, FieldKind::kBranch, 0x1004},              // bl .+4
    {&kThumb, {0xfffef7ff}, FieldKind::kBranch, 0x1000},              // bl .
    {&kThumb, {0xf8fef001}, FieldKind::kBranch, 0x2200},              // bl 0x2200
    {&kThumb, {0xe8fef001}, FieldKind::kBranch, 0x2200},              // blx 0x2200
    {&kThumb, {0xbffef7ff}, FieldKind::kBranch, 0x1000},              // b.w .
    {&kThumb, {0xaffef43f}, FieldKind::kConditionalBranch, 0x1000},   // beq.w .
    {&kThumb, {0x80fef041}, FieldKind::kConditionalBranch, 0x2200},   // bne.w 0x2200
    {&kArm, {0xeb00047e}, FieldKind::kBranch, 0x2200},                // bl 0x2200
    {&kArm, {0xeafffffe}, FieldKind::kBranch, 0x1000},                // b .
    {&kArm, {0x1b00047e}, FieldKind::kBranch, 0x2200},                // blne 0x2200
    {&kRiscv, {0x200010ef}, FieldKind::kBranch, 0x2200},              // jal ra, 0x2200
    {&kRiscv, {0xa8e1}, FieldKind::kShortBranch, 0x10d8},             // c.j 0x10d8
    {&kRiscv, {0xb7fd}, FieldKind::kShortBranch, 0xfee},              // c.j 0xfee
    {&kRiscv, {0x0000006f}, FieldKind::kBranch, 0x1000},              // j .
    {&kRiscv, {0x00002517, 0x80450513}, FieldKind::kPair, 0x2804},    // auipc a0; addi a0, a0
    {&kRiscv, {0xfffff597, 0x4045a603}, FieldKind::kPair, 0x404},     // auipc a1; lw a2, (a1)
    {&kRiscv, {0x00002297, 0xfec2ae23}, FieldKind::kPair, 0x2ffc},    // auipc t0; sw a2, (t0)
    {&kRiscv, {0x00001097, 0x200080e7}, FieldKind::kPair, 0x2200},    // auipc ra; jalr ra
    {&kAarch64, {0x94000480}, FieldKind::kBranch, 0x2200},            // bl 0x2200
    {&kAarch64, {0x14000000}, FieldKind::kBranch, 0x1000},            // b .
    {&kAarch64, {0xb0000000, 0x91201000}, FieldKind::kPair, 0x2804},  // adrp x0; add x0, x0
    {&kAarch64, {0xf0ffffe1, 0xb9440422}, FieldKind::kPair, 0x404},   // adrp x1; ldr w2, [x1]
    {&kAarch64, {0xb0000003, 0xf907fc62}, FieldKind::kPair, 0x2ff8},  // adrp x3; str x2, [x3]
    {&kAarch64, {0xd0000004, 0x3dc00480}, FieldKind::kPair, 0x3010},  // adrp x4; ldr q0, [x4]
};

}  // namespace

TEST_CASE("Fields: branches and pairs of each instruction set are recognised, with their targets") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.code.first);
    const FieldRules rules = rules_of(sample.set);
    REQUIRE(classify(rules, sample.code, 0x1000, 0x1004) == sample.kind);
    CHECK(field_address(rules, sample.kind, sample.code, 0x1000) == sample.address);
  }
}

TEST_CASE("Fields: no filter turns down what is a field") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.code.first);
    const CodeFilter& filter = sample.set->filter;
    CHECK((sample.code.first >> 8 * filter.byte & filter.mask) == filter.value);
  }
}

TEST_CASE("Fields: code given another target, and then its own again, is what it was") {
  for (const Sample& sample : kSamples) {
    if (sample.kind == FieldKind::kShortBranch) continue;
    const FieldRules rules = rules_of(sample.set);
    for (const std::uint32_t address : {0x0u, 0x1010u, 0x2200u, 0x2ff0u, 0xfff0u}) {
      CAPTURE(sample.code.first);
      CAPTURE(address);
      const Code moved = with_address(rules, sample.kind, sample.code, address, 0x3004);
      CHECK(classify(rules, moved, 0x3004, 0x3004) == sample.kind);
      CHECK(field_address(rules, sample.kind, moved, 0x3004) == address);
      CHECK(with_address(rules, sample.kind, moved, sample.address, 0x1000) == sample.code);
    }
  }
}

TEST_CASE("Fields: every offset that a pair holds comes back") {
  for (const Sample& sample : kSamples) {
    if (sample.kind != FieldKind::kPair || (sample.code.second & 0xffc00000) == 0x3dc00000) continue;
    const FieldRules rules = rules_of(sample.set);
    for (std::uint32_t address = 0x2000; address < 0x4000; address += 8) {
      const Code moved = with_address(rules, sample.kind, sample.code, address, 0x1000);
      REQUIRE(field_address(rules, sample.kind, moved, 0x1000) == address);
    }
  }
}

TEST_CASE("Fields: every target within a short branch's reach comes back, and what stands behind it stays") {
  const FieldRules rules = rules_of(&kRiscv);
  for (std::uint32_t address = 0x3000 - 0x800; address < 0x3000 + 0x800; address += 2) {
    const Code moved = with_address(rules, FieldKind::kShortBranch, {0x1234a8e1}, address, 0x3000);
    REQUIRE(classify(rules, moved, 0x3000, 0x3000) == FieldKind::kShortBranch);
    REQUIRE(field_address(rules, FieldKind::kShortBranch, moved, 0x3000) == address);
    REQUIRE((moved.first >> 16) == 0x1234);
  }
}

TEST_CASE("Fields: pages are those of the addresses that code is linked to") {
  FieldRules rules = rules_of(&kAarch64);
  rules.link_address = 0x8000200;
  const Code code = Code{0xb0000000, 0x91201000};  // at 0x8001200: adrp x0, 0x8002000; add x0, x0, #0x804
  CHECK(field_address(rules, FieldKind::kPair, code, 0x1000) == 0x2604);
  CHECK(field_address(rules, FieldKind::kPair, code, 0x1e00) == 0x3604);  // the page after it
}

TEST_CASE("Fields: the second instruction of a pair takes its offset from the first one's register") {
  CHECK(classify(rules_of(&kRiscv), Code{0x00002517, 0x80458593}, 0x1000, 0x1000) == FieldKind::kNone);
  CHECK(classify(rules_of(&kRiscv), Code{0x00002517, 0x00000013}, 0x1000, 0x1000) == FieldKind::kNone);
  CHECK(classify(rules_of(&kRiscv), {0x00002517}, 0x1000, 0x1000) == FieldKind::kNone);
  CHECK(classify(rules_of(&kAarch64), Code{0xb0000000, 0x91201020}, 0x1000, 0x1000) == FieldKind::kNone);
  CHECK(classify(rules_of(&kAarch64), Code{0xb0000000, 0xd503201f}, 0x1000, 0x1000) == FieldKind::kNone);
}

TEST_CASE("Fields: what takes no offset within a page, or none at all, ends no pair") {
  CHECK(classify(rules_of(&kAarch64), {0x90000000, 0xf947fc00}, 0x1000, 0x1000) == FieldKind::kPair);  // ldr x0, 0xff8
  CHECK(classify(rules_of(&kAarch64), {0x90000000, 0xf9480000}, 0x1000, 0x1000) == FieldKind::kNone);  // … 0x1000
  CHECK(classify(rules_of(&kRiscv), {0x00002517, 0x00052507}, 0x1000, 0x1000) == FieldKind::kPair);    // flw fa0, (a0)
  CHECK(classify(rules_of(&kRiscv), {0x00002517, 0x02057507}, 0x1000, 0x1000) == FieldKind::kNone);    // vle64.v (a0)
  CHECK(classify(rules_of(&kRiscv), {0x00002517, 0x02050507}, 0x1000, 0x1000) == FieldKind::kNone);    // vle8.v (a0)
}

TEST_CASE("Fields: A32 and A64 are words") {
  for (const std::uint32_t at : {0x1002u, 0x1001u}) {
    CHECK(classify(rules_of(&kArm), {0xeb00047e}, at, 0x1000) == FieldKind::kNone);
    CHECK(classify(rules_of(&kArm), {0xeb00047e}, 0x1000, at) == FieldKind::kNone);
    CHECK(classify(rules_of(&kAarch64), {0x94000480}, at, 0x1000) == FieldKind::kNone);
  }
  CHECK(classify(rules_of(&kArm), {0xfa00047b}, 0x1000, 0x1000) == FieldKind::kNone);  // blx, to Thumb code
}

TEST_CASE("Fields: a branch out of the image is one only where those are asked for") {
  FieldRules rules = thumb_at(0x8000000);
  rules.image_size_bytes = 0x2000;
  CHECK(classify(rules, {0xf8fef001}, 0x1000, 0x1000) == FieldKind::kNone);
  rules.far_branches = true;
  CHECK(classify(rules, {0xf8fef001}, 0x1000, 0x1000) == FieldKind::kBranch);
  CHECK(classify(rules, {0x80fef041}, 0x1000, 0x1000) == FieldKind::kNone);
}

TEST_CASE("Fields: other instructions and odd sources are no branches") {
  const FieldRules rules = thumb_at(0x8000000);
  CHECK(classify(rules, {0x8000f3af}, 0x1000, 0x1000) == FieldKind::kNone);  // nop.w
  CHECK(classify(rules, {0x8f5ff3bf}, 0x1000, 0x1000) == FieldKind::kNone);  // dmb
  CHECK(classify(rules, {0x46c04770}, 0x1000, 0x1000) == FieldKind::kNone);  // bx lr; nop
  CHECK(classify(rules, {0xf8fef001}, 0x1001, 0x1000) == FieldKind::kNone);
  CHECK(classify(FieldRules{}, {0xf8fef001}, 0x1000, 0x1000) == FieldKind::kNone);
}

TEST_CASE("Fields: aligned words that point into image or RAM are pointers") {
  const FieldRules rules = thumb_at(0x8000000);
  CHECK(classify(rules, {0x08001235}, 0x102, 0x104) == FieldKind::kPointer);
  CHECK(classify(rules, {0x08001235}, 0x104, 0x102) == FieldKind::kNone);
  CHECK(classify(rules, {0x08010000}, 0x104, 0x104) == FieldKind::kNone);  // behind the image
  CHECK(classify(rules, {0x0800e801}, 0x104, 0x104) == FieldKind::kDoubtfulPointer);
  CHECK(classify(rules, {0x20001000}, 0x104, 0x104) == FieldKind::kRamPointer);
  CHECK(classify(rules, {0x20100000}, 0x104, 0x104) == FieldKind::kNone);
  CHECK(classify(thumb_at(0), {0x20}, 0x104, 0x104) == FieldKind::kNone);  // a small number
}

TEST_CASE("Fields: a word with both lowest bits is a RISC-V instruction, and no pointer") {
  const FieldRules rules = rules_of(&kRiscv);
  CHECK(classify(rules, {0x08001234}, 0x104, 0x104) == FieldKind::kPointer);
  CHECK(classify(rules, {0x08001233}, 0x104, 0x104) == FieldKind::kNone);
  CHECK(classify(rules, {0x20001000}, 0x104, 0x104) == FieldKind::kRamPointer);
  CHECK(classify(rules, {0x20001003}, 0x104, 0x104) == FieldKind::kNone);
}

TEST_CASE("Fields: a pointer's address is its offset in the image, RAM's is itself") {
  const FieldRules rules = thumb_at(0x8000000);
  CHECK(field_address(rules, FieldKind::kPointer, {0x08001235}, 0x104) == 0x1235);
  CHECK(with_address(rules, FieldKind::kPointer, {0x08001235}, 0x1241, 0x104) == Code{0x08001241});
  CHECK(field_address(rules, FieldKind::kRamPointer, {0x20001000}, 0x104) == 0x20001000);
  CHECK(with_address(rules, FieldKind::kRamPointer, {0x20001000}, 0x20001010, 0x104) == Code{0x20001010});
}

}  // namespace switchback::delta
