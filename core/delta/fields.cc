// The bits of Thumb-2 branches are those of the Armv7-M Architecture Reference Manual, A7.7.12 and A7.7.18. In a word,
// the instruction's first halfword is the lower one.
#include "core/delta/fields.h"

namespace switchback::delta {
namespace {

constexpr std::uint32_t kFirstWide = 0xe800;  // a first halfword from here on starts an instruction of 32 bits
constexpr std::uint32_t kPipelineBytes = 4;   // a branch counts from four bytes on
constexpr std::uint32_t kLowestPointer = 256;

std::uint32_t first(std::uint32_t word) { return word & 0xffff; }
std::uint32_t second(std::uint32_t word) { return word >> 16; }
std::uint32_t bit(std::uint32_t value, unsigned number) { return value >> number & 1; }

std::uint32_t sign_extended(std::uint32_t value, unsigned bits) {
  const std::uint32_t sign = 1u << (bits - 1);
  return ((value & (2 * sign - 1)) ^ sign) - sign;
}

bool is_branch(std::uint32_t word) {
  if ((first(word) & 0xf800) != 0xf000) return false;
  const std::uint32_t form = second(word) & 0xd000;
  return form == 0xd000 || form == 0x9000 || (form == 0xc000 && bit(word, 16) == 0);
}

// Not the conditions 111x, which mark other instructions.
bool is_conditional_branch(std::uint32_t word) {
  return (first(word) & 0xf800) == 0xf000 && (second(word) & 0xd000) == 0x8000 && (first(word) & 0x0380) != 0x0380;
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

}  // namespace

bool points_into_image(const FieldRules& rules, std::uint32_t word) {
  return word >= kLowestPointer && word - rules.link_address < rules.image_size_bytes;
}

// Code RAM, core-coupled and standard SRAM of Cortex-M parts.
bool points_into_ram(std::uint32_t word) {
  return word - 0x20000000u < 0x100000u || word - 0x10000000u < 0x100000u || word - 0x1fff0000u < 0x10000u;
}

FieldKind classify_branch(const FieldRules& rules, std::uint32_t word, std::uint32_t source) {
  if (!rules.thumb || (source & 1) != 0) return FieldKind::kNone;
  const FieldKind kind = is_branch(word)               ? FieldKind::kBranch
                         : is_conditional_branch(word) ? FieldKind::kConditionalBranch
                                                       : FieldKind::kNone;
  if (kind == FieldKind::kNone) return kind;
  const bool stays = field_address(rules, kind, word, source) < rules.image_size_bytes;
  return stays || (rules.far_branches && kind == FieldKind::kBranch) ? kind : FieldKind::kNone;
}

FieldKind classify(const FieldRules& rules, std::uint32_t word, std::uint32_t source, std::uint32_t target) {
  if (rules.pointers && (target & 3) == 0) {
    if (points_into_ram(word)) return FieldKind::kRamPointer;
    if (points_into_image(rules, word)) {
      return rules.thumb && first(word) >= kFirstWide ? FieldKind::kDoubtfulPointer : FieldKind::kPointer;
    }
  }
  return classify_branch(rules, word, source);
}

std::uint32_t field_address(const FieldRules& rules, FieldKind kind, std::uint32_t word, std::uint32_t position) {
  switch (kind) {
    case FieldKind::kBranch:
      return position + kPipelineBytes + branch_offset(word);
    case FieldKind::kConditionalBranch:
      return position + kPipelineBytes + conditional_offset(word);
    case FieldKind::kPointer:
    case FieldKind::kDoubtfulPointer:
      return word - rules.link_address;
    case FieldKind::kRamPointer:
    case FieldKind::kNone:
      break;
  }
  return word;
}

std::uint32_t with_address(const FieldRules& rules, FieldKind kind, std::uint32_t word, std::uint32_t address,
                           std::uint32_t position) {
  switch (kind) {
    case FieldKind::kBranch:
      return with_branch_offset(word, address - position - kPipelineBytes);
    case FieldKind::kConditionalBranch:
      return with_conditional_offset(word, address - position - kPipelineBytes);
    case FieldKind::kPointer:
    case FieldKind::kDoubtfulPointer:
      return address + rules.link_address;
    case FieldKind::kRamPointer:
    case FieldKind::kNone:
      break;
  }
  return address;
}

}  // namespace switchback::delta
