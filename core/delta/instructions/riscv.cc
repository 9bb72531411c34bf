// RV32 and RV64: The RISC-V Instruction Set Manual, Volume I, 2.5 (control transfer), 2.3
// (immediate formats), 2.4 (AUIPC), 16.4 (C.J).
#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {
namespace {

constexpr std::uint32_t kJal = 0x6f;
constexpr std::uint32_t kAuipc = 0x17;
constexpr std::uint32_t kCompressedJumpBits = 0xe003;
constexpr std::uint32_t kCompressedJump = 0xa001;
constexpr std::uint32_t kUpperBits = 0xfffff000;

std::uint32_t opcode(std::uint32_t word) { return word & 0x7f; }

bool is_store(std::uint32_t word) { return opcode(word) == 0x23 || opcode(word) == 0x27; }

// The widths of floats. Other widths are those of vectors, which take no offset.
bool has_float_width(std::uint32_t word) { return (word >> 12 & 7) - 1 < 4; }

// Whether it adds a 12-bit offset to register rs1: a load, a store, ADDI or JALR.
bool takes_offset(std::uint32_t word) {
  const bool of_float = (opcode(word) == 0x07 || opcode(word) == 0x27) && has_float_width(word);
  return opcode(word) == 0x03 || opcode(word) == 0x23 || of_float || (word & 0x707f) == 0x13 || (word & 0x707f) == 0x67;
}

// A JAL or C.J, or an AUIPC whose register the next instruction adds an offset to.
FieldKind classify(const Code& code) {
  if ((code.first & kCompressedJumpBits) == kCompressedJump) return FieldKind::kShortBranch;
  if (opcode(code.first) == kJal) return FieldKind::kBranch;
  const std::uint32_t rd = code.first >> 7 & 31;
  const bool same = rd != 0 && (code.second >> 15 & 31) == rd;
  const bool is_pair = opcode(code.first) == kAuipc && same && takes_offset(code.second);
  return is_pair ? FieldKind::kPair : FieldKind::kNone;
}

// Bits 31 … 12 of the word: imm[20|10:1|11|19:12].
std::uint32_t jal_offset(std::uint32_t word) {
  const std::uint32_t offset =
      (word >> 31 & 1) << 20 | (word & 0xff000) | (word >> 20 & 1) << 11 | (word >> 21 & 0x3ff) << 1;
  return sign_extended(offset, 21);
}

std::uint32_t with_jal_offset(std::uint32_t word, std::uint32_t offset) {
  return (word & 0xfff) | (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21 | (offset >> 11 & 1) << 20 |
         (offset & 0xff000);
}

// Bits 12 … 2 of the halfword: imm[11|4|9:8|10|6|7|3:1|5].
std::uint32_t compressed_offset(std::uint32_t word) {
  const std::uint32_t offset = (word >> 12 & 1) << 11 | (word >> 8 & 1) << 10 | (word >> 9 & 3) << 8 |
                               (word >> 6 & 1) << 7 | (word >> 7 & 1) << 6 | (word >> 2 & 1) << 5 |
                               (word >> 11 & 1) << 4 | (word >> 3 & 7) << 1;
  return sign_extended(offset, 12);
}

std::uint32_t with_compressed_offset(std::uint32_t word, std::uint32_t offset) {
  return (word & ~std::uint32_t{0x1ffc}) | (offset >> 11 & 1) << 12 | (offset >> 4 & 1) << 11 | (offset >> 8 & 3) << 9 |
         (offset >> 10 & 1) << 8 | (offset >> 6 & 1) << 7 | (offset >> 7 & 1) << 6 | (offset >> 1 & 7) << 3 |
         (offset >> 5 & 1) << 2;
}

std::uint32_t low_offset(std::uint32_t word) {
  return sign_extended(is_store(word) ? (word >> 25 << 5 | (word >> 7 & 31)) : word >> 20, 12);
}

std::uint32_t with_low_offset(std::uint32_t word, std::uint32_t offset) {
  if (!is_store(word)) return (word & 0xfffff) | offset << 20;
  return (word & 0x01fff07f) | (offset >> 5 & 0x7f) << 25 | (offset & 31) << 7;
}

std::uint32_t address(FieldKind kind, const Code& code, std::uint32_t position) {
  if (kind == FieldKind::kBranch) return position + jal_offset(code.first);
  if (kind == FieldKind::kShortBranch) return position + compressed_offset(code.first);
  return position + (code.first & kUpperBits) + low_offset(code.second);
}

void set_address(FieldKind kind, Code& code, std::uint32_t address, std::uint32_t position) {
  const std::uint32_t offset = address - position;
  if (kind == FieldKind::kBranch) {
    code.first = with_jal_offset(code.first, offset);
    return;
  }
  if (kind == FieldKind::kShortBranch) {
    code.first = with_compressed_offset(code.first, offset);
    return;
  }
  code.first = (code.first & ~kUpperBits) | ((offset + 0x800) & kUpperBits);
  code.second = with_low_offset(code.second, offset);
}

}  // namespace

constexpr InstructionSet kRiscv{.id = 3,
                                .step_bytes = 2,
                                .max_field_bytes = kPairBytes,
                                .filter = {0, 0x01, 0x01},
                                .doubtful_from = 0x10000,
                                .instruction_bits = 3,
                                .classify = classify,
                                .address = address,
                                .set_address = set_address};

}  // namespace switchback::delta
