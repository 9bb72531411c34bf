// Fields: the bytes of an image that hold an address, in instructions or as a pointer. A copy from the base changes
// them as the linker would have.
#pragma once

#include "core/delta/instruction_set.h"

namespace switchback::delta {

struct FieldRules {
  const InstructionSet* instructions = nullptr;  // whose branches and pairs are fields; nullptr: none are
  bool pointers = false;                         // pointers are fields
  bool far_branches = false;           // so are branches and pairs that leave the image, for fixed code in ROM
  std::uint32_t link_address = 0;      // of offset 0 of the image
  std::uint32_t link_shift = 0;        // what the target's is higher by, modulo 2^32: it may run from another slot
  std::uint32_t image_size_bytes = 0;  // of the larger image
};

// The rules of the target, where `rules` are those of the base.
constexpr FieldRules rules_of_target(FieldRules rules) {
  rules.link_address += rules.link_shift;
  return rules;
}

constexpr std::uint32_t field_bytes(FieldKind kind) {
  if (kind == FieldKind::kShortBranch) return kShortBytes;
  return kind == FieldKind::kPair ? kPairBytes : kFieldBytes;
}

// `source`: where the code stands in its image, `target`: where it is copied to.
FieldKind classify(const FieldRules& rules, const Code& code, std::uint32_t source, std::uint32_t target);

// Of an aligned word: one of the pointers, or kNone.
FieldKind classify_pointer(const FieldRules& rules, std::uint32_t word);

// classify() without pointers.
FieldKind classify_code(const FieldRules& rules, const Code& code, std::uint32_t source, std::uint32_t target);

constexpr std::uint32_t kLowestPointer = 256;

inline bool points_into_image(const FieldRules& rules, std::uint32_t word) {
  return word >= kLowestPointer && word - rules.link_address < rules.image_size_bytes;
}
bool points_into_ram(std::uint32_t word);

// Quickly: false where classify_pointer() says kNone.
inline bool may_be_pointer(const FieldRules& rules, std::uint32_t word) {
  return word - 0x10000000u < 0x10100000u || points_into_image(rules, word);
}

// The address (see address_map.h) that a field of this kind, not kNone, at `position` holds.
std::uint32_t field_address(const FieldRules& rules, FieldKind kind, const Code& code, std::uint32_t position);

// Replaces that address: the inverse of field_address() for addresses that the field can hold.
void set_field_address(const FieldRules& rules, FieldKind kind, Code& code, std::uint32_t address,
                       std::uint32_t position);

}  // namespace switchback::delta
