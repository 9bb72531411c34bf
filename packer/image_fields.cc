#include "packer/image_fields.h"

namespace switchback::packer {
namespace {

using delta::FieldKind;

constexpr std::size_t kFieldBytes = 4;
constexpr std::uint32_t kBlankPointer = 0xa5a5a5a5;
constexpr std::uint32_t kBranchOpcode = 0xd000f800;
constexpr std::uint32_t kConditionalOpcode = 0xd000fbc0;
constexpr std::uint32_t kAbsolute = 0xfffffffc;  // a branch from here holds its target's address itself

bool points_at(const delta::FieldRules& rules, Bytes image, std::size_t position) {
  return delta::points_into_image(rules, load_u32(image, position));
}

bool in_company(const delta::FieldRules& rules, Bytes image, std::size_t position) {
  return (position >= kFieldBytes && points_at(rules, image, position - kFieldBytes)) ||
         (image.size() - position >= 2 * kFieldBytes && points_at(rules, image, position + kFieldBytes));
}

std::uint32_t blank(FieldKind kind, std::uint32_t word) {
  if (kind == FieldKind::kBranch) return word & kBranchOpcode;
  return kind == FieldKind::kConditionalBranch ? word & kConditionalOpcode : kBlankPointer;
}

// `replace(kind, word, position)` gives each field's new contents.
template <class Replace>
std::vector<std::uint8_t> replace_fields(const delta::FieldRules& rules, Bytes image, Replace replace) {
  std::vector<std::uint8_t> changed(image.begin(), image.end());
  for (std::size_t at = 0; at + kFieldBytes <= image.size();) {
    const FieldKind kind = field_at(rules, image, at, at);
    if (kind != FieldKind::kNone) store_u32(changed, at, replace(kind, load_u32(image, at), at));
    at += kind == FieldKind::kNone ? 2 : kFieldBytes;
  }
  return changed;
}

}  // namespace

FieldKind field_at(const delta::FieldRules& rules, Bytes image, std::size_t position, std::size_t target) {
  if (image.size() < kFieldBytes || position > image.size() - kFieldBytes) return FieldKind::kNone;
  const std::uint32_t word = load_u32(image, position);
  const auto source = static_cast<std::uint32_t>(position);
  const FieldKind kind = delta::classify(rules, word, source, static_cast<std::uint32_t>(target));
  if (kind != FieldKind::kDoubtfulPointer || in_company(rules, image, position)) return kind;
  return delta::classify_branch(rules, word, source);
}

std::vector<std::uint8_t> without_addresses(const delta::FieldRules& rules, Bytes image) {
  return replace_fields(rules, image,
                        [](FieldKind kind, std::uint32_t word, std::size_t) { return blank(kind, word); });
}

std::vector<std::uint8_t> with_absolute_addresses(const delta::FieldRules& rules, const delta::FieldRules& as,
                                                  Bytes image, const delta::AddressMap* map) {
  return replace_fields(rules, image, [&](FieldKind kind, std::uint32_t word, std::size_t at) {
    std::uint32_t address = delta::field_address(rules, kind, word, static_cast<std::uint32_t>(at));
    const bool moves = kind == FieldKind::kRamPointer || address < rules.image_size_bytes;
    if (map != nullptr && moves) address = map->moved(address);
    return delta::with_address(as, kind, word, address, kAbsolute);
  });
}

}  // namespace switchback::packer
