// Fields: four bytes of an image that hold an address, as a Thumb-2 branch or as a pointer. A copy from the base
// changes them as the linker would have.
#pragma once

#include <cstdint>

namespace switchback::delta {

enum class FieldKind : std::uint8_t {
  kNone,
  kBranch,             // BL, BLX or B.W (Arm ARM, encodings T1, T2 and T4)
  kConditionalBranch,  // B<c>.W (encoding T3)
  kPointer,            // an aligned word that points into the image
  kDoubtfulPointer,    // one that may as well be an instruction: a pointer if a word beside it points there, too
  kRamPointer,         // an aligned word that points into RAM
};

struct FieldRules {
  bool thumb = false;                  // branches are fields
  bool pointers = false;               // pointers are fields
  bool far_branches = false;           // so are branches that leave the image, for fixed code in ROM
  std::uint32_t link_address = 0;      // of offset 0 of the image, with pointers
  std::uint32_t link_shift = 0;        // what the target's is higher by, modulo 2^32: it may run from another slot
  std::uint32_t image_size_bytes = 0;  // of the larger image
};

// The rules of the target, where `rules` are those of the base.
constexpr FieldRules rules_of_target(FieldRules rules) {
  rules.link_address += rules.link_shift;
  return rules;
}

// `word`: the four bytes, little-endian. `source`: where they stand in their image, `target`: where they are copied to.
FieldKind classify(const FieldRules& rules, std::uint32_t word, std::uint32_t source, std::uint32_t target);

// The same for branches alone.
FieldKind classify_branch(const FieldRules& rules, std::uint32_t word, std::uint32_t source);

bool points_into_image(const FieldRules& rules, std::uint32_t word);
bool points_into_ram(std::uint32_t word);

// The address (see address_map.h) that a field of this kind, not kNone, at `position` holds.
std::uint32_t field_address(const FieldRules& rules, FieldKind kind, std::uint32_t word, std::uint32_t position);

// `word` with that address replaced: the inverse of field_address() for addresses that the field can hold.
std::uint32_t with_address(const FieldRules& rules, FieldKind kind, std::uint32_t word, std::uint32_t address,
                           std::uint32_t position);

}  // namespace switchback::delta
