// Fields: the bytes of an image that hold an address, in instructions or as a pointer. A copy from
// the base changes them as the linker would.
#pragma once

#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {

struct FieldRules {
  const InstructionSet* instructions = nullptr;  // its branches and pairs are fields; nullptr: none
  bool pointers = false;                         // whether pointers are fields
  bool far_branches = false;                     // so are those that leave the image (code in ROM)
  std::uint32_t link_address = 0;                // of the image's offset 0
  std::uint32_t link_shift = 0;                  // added to it for the target, modulo 2^32
  std::uint32_t image_size_bytes = 0;            // of the larger image
};

// The rules of the target, from those of the base.
constexpr FieldRules rules_of_target(FieldRules rules) {
  rules.link_address += rules.link_shift;
  return rules;
}

constexpr std::uint32_t field_bytes(FieldKind kind) {
  if (kind == FieldKind::kShortBranch) return kShortBytes;
  return kind == FieldKind::kPair ? kPairBytes : kFieldBytes;
}

// The field that `code` starts. `source` is its position in its image, `target` the position that
// it is copied to.
FieldKind classify(const FieldRules& rules, const Code& code, std::uint32_t source, std::uint32_t target);

// The kind of pointer that an aligned word is, or kNone.
FieldKind classify_pointer(const FieldRules& rules, std::uint32_t word);

// As classify(), without pointers.
FieldKind classify_code(const FieldRules& rules, const Code& code, std::uint32_t source, std::uint32_t target);

constexpr std::uint32_t kLowestPointer = 256;

inline bool points_into_image(const FieldRules& rules, std::uint32_t word) {
  return word >= kLowestPointer && word - rules.link_address < rules.image_size_bytes;
}
bool points_into_ram(std::uint32_t word);

// A quick filter: if it is false, classify_pointer() returns kNone.
inline bool may_be_pointer(const FieldRules& rules, std::uint32_t word) {
  return word - 0x10000000u < 0x10100000u || points_into_image(rules, word);
}

// The address (see address_map.h) in a field at `position`. `kind` is not kNone.
std::uint32_t field_address(const FieldRules& rules, FieldKind kind, const Code& code, std::uint32_t position);

// Replaces that address. The inverse of field_address() for addresses that the field can hold.
void set_field_address(const FieldRules& rules, FieldKind kind, Code& code, std::uint32_t address,
                       std::uint32_t position);

}  // namespace switchback::delta
