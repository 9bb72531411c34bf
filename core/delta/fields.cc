#include "core/delta/fields.h"

namespace switchback::delta {
namespace {

bool is_code(FieldKind kind) { return kind <= FieldKind::kPair; }

}  // namespace

// Code RAM, core-coupled and standard SRAM of Cortex-M parts.
bool points_into_ram(std::uint32_t word) {
  return word - 0x20000000u < 0x100000u || word - 0x10000000u < 0x100000u || word - 0x1fff0000u < 0x10000u;
}

FieldKind classify_code(const FieldRules& rules, const Code& code, std::uint32_t source, std::uint32_t target) {
  const InstructionSet* const set = known(rules.instructions);
  if (set == nullptr || ((source | target) & (set->step_bytes - 1u)) != 0) return FieldKind::kNone;
  const FieldKind kind = set->classify(code);
  if (kind == FieldKind::kNone) return kind;
  const bool stays = field_address(rules, kind, code, source) < rules.image_size_bytes;
  const bool reaches_far = kind == FieldKind::kBranch || kind == FieldKind::kPair;
  return stays || (rules.far_branches && reaches_far) ? kind : FieldKind::kNone;
}

FieldKind classify_pointer(const FieldRules& rules, std::uint32_t word) {
  const bool into_ram = points_into_ram(word);
  if (!into_ram && !points_into_image(rules, word)) return FieldKind::kNone;
  if (const InstructionSet* const set = known(rules.instructions); set != nullptr) {
    if (set->instruction_bits != 0 && (word & set->instruction_bits) == set->instruction_bits) return FieldKind::kNone;
    if (!into_ram && (word & 0xffff) >= set->doubtful_from) return FieldKind::kDoubtfulPointer;
  }
  return into_ram ? FieldKind::kRamPointer : FieldKind::kPointer;
}

FieldKind classify(const FieldRules& rules, const Code& code, std::uint32_t source, std::uint32_t target) {
  const bool may_point = rules.pointers && (target & 3) == 0;
  const FieldKind kind = may_point ? classify_pointer(rules, code.first) : FieldKind::kNone;
  return kind != FieldKind::kNone ? kind : classify_code(rules, code, source, target);
}

// Some instructions count in pages of linked addresses, so the link address is added first.
std::uint32_t field_address(const FieldRules& rules, FieldKind kind, const Code& code, std::uint32_t position) {
  if (is_code(kind))
    return known(rules.instructions)->address(kind, code, position + rules.link_address) - rules.link_address;
  return kind == FieldKind::kRamPointer ? code.first : code.first - rules.link_address;
}

void set_field_address(const FieldRules& rules, FieldKind kind, Code& code, std::uint32_t address,
                       std::uint32_t position) {
  const std::uint32_t absolute = kind == FieldKind::kRamPointer ? address : address + rules.link_address;
  if (is_code(kind)) return known(rules.instructions)->set_address(kind, code, absolute, position + rules.link_address);
  code.first = absolute;
}

}  // namespace switchback::delta
