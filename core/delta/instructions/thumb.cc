// Thumb-2: Armv7-M Architecture Reference Manual, A7.7.12 (B), A7.7.18 (BL, BLX). In a word, the
// instruction's first halfword is the lower one.
#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {
namespace {

constexpr std::uint32_t kPipelineBytes = 4;  // offsets count from four bytes behind the start

std::uint32_t first(std::uint32_t word) { return word & 0xffff; }
std::uint32_t second(std::uint32_t word) { return word >> 16; }
std::uint32_t bit(std::uint32_t value, unsigned number) { return value >> number & 1; }

// BL, BLX or B.W (encodings T1, T2 and T4).
bool is_branch(std::uint32_t word) {
  const std::uint32_t form = second(word) & 0xd000;
  return form == 0xd000 || form == 0x9000 || (form == 0xc000 && bit(word, 16) == 0);
}

// B<c>.W (encoding T3). Conditions 111x mark other instructions.
bool is_conditional_branch(std::uint32_t word) {
  return (second(word) & 0xd000) == 0x8000 && (first(word) & 0x0380) != 0x0380;
}

FieldKind classify(const Code& code) {
  const std::uint32_t word = code.first;
  if ((first(word) & 0xf800) != 0xf000) return FieldKind::kNone;
  if (is_branch(word)) return FieldKind::kBranch;
  return is_conditional_branch(word) ? FieldKind::kConditionalBranch : FieldKind::kNone;
}

// S:I1:I2:imm10:imm11:0, where I = NOT(J XOR S).
std::uint32_t branch_offset(std::uint32_t word) {
  const std::uint32_t s = bit(word, 10);
  const std::uint32_t i1 = bit(word, 29) ^ s ^ 1;
  const std::uint32_t i2 = bit(word, 27) ^ s ^ 1;
  const std::uint32_t offset =
      s << 24 | i1 << 23 | i2 << 22 | (first(word) & 0x3ff) << 12 | (second(word) & 0x7ff) << 1;
  return sign_extended(offset, 25);
}

std::uint32_t with_branch_offset(std::uint32_t word, std::uint32_t offset) {
  const std::uint32_t s = bit(offset, 24);
  const std::uint32_t j1 = bit(offset, 23) ^ s ^ 1;
  const std::uint32_t j2 = bit(offset, 22) ^ s ^ 1;
  const std::uint32_t low = (first(word) & 0xf800) | s << 10 | (offset >> 12 & 0x3ff);
  return low | ((second(word) & 0xd000) | j1 << 13 | j2 << 11 | (offset >> 1 & 0x7ff)) << 16;
}

// S:J2:J1:imm6:imm11:0.
std::uint32_t conditional_offset(std::uint32_t word) {
  const std::uint32_t offset = bit(word, 10) << 20 | bit(word, 27) << 19 | bit(word, 29) << 18 |
                               (first(word) & 0x3f) << 12 | (second(word) & 0x7ff) << 1;
  return sign_extended(offset, 21);
}

std::uint32_t with_conditional_offset(std::uint32_t word, std::uint32_t offset) {
  const std::uint32_t low = (first(word) & 0xfbc0) | bit(offset, 20) << 10 | (offset >> 12 & 0x3f);
  return low | ((second(word) & 0xd000) | bit(offset, 18) << 13 | bit(offset, 19) << 11 | (offset >> 1 & 0x7ff)) << 16;
}

std::uint32_t address(FieldKind kind, const Code& code, std::uint32_t position) {
  const bool is_long = kind == FieldKind::kBranch;
  return position + kPipelineBytes + (is_long ? branch_offset(code.first) : conditional_offset(code.first));
}

void set_address(FieldKind kind, Code& code, std::uint32_t address, std::uint32_t position) {
  const std::uint32_t offset = address - position - kPipelineBytes;
  const bool is_long = kind == FieldKind::kBranch;
  code.first = is_long ? with_branch_offset(code.first, offset) : with_conditional_offset(code.first, offset);
}

}  // namespace

// A first halfword of at least 0xe800 starts an instruction of 32 bits; a branch's is 0xf000 …
// 0xf7ff.
constexpr InstructionSet kThumb{.id = 1,
                                .step_bytes = 2,
                                .max_field_bytes = kFieldBytes,
                                .filter = {1, 0xf8, 0xf0},
                                .doubtful_from = 0xe800,
                                .instruction_bits = 0,
                                .classify = classify,
                                .address = address,
                                .set_address = set_address};

}  // namespace switchback::delta
