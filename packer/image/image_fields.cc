#include "packer/image/image_fields.h"

#include <algorithm>
#include <array>

namespace switchback::packer {
namespace {

using delta::FieldKind;
using delta::kFieldBytes;

constexpr std::uint32_t kBlankPointer = 0xa5a5a5a5;

bool points_at(const delta::FieldRules& rules, Bytes image, std::size_t position) {
  return delta::points_into_image(rules, load_u32(image, position));
}

bool in_company(const delta::FieldRules& rules, Bytes image, std::size_t position) {
  return (position >= kFieldBytes && points_at(rules, image, position - kFieldBytes)) ||
         (image.size() - position >= std::size_t{2} * kFieldBytes && points_at(rules, image, position + kFieldBytes));
}

// `replace(kind, code, position)` changes each field's contents.
template <class Replace>
std::vector<std::uint8_t> replace_fields(const delta::FieldRules& rules, Bytes image, Replace replace) {
  std::vector<std::uint8_t> changed(image.begin(), image.end());
  for (std::size_t at = 0; at + kFieldBytes <= image.size();) {
    const FieldKind kind = field_at(rules, image, at, at);
    if (kind == FieldKind::kNone) {
      at += 2;
      continue;
    }
    delta::Code code = code_at(image, at);
    replace(kind, code, static_cast<std::uint32_t>(at));
    store_u16(changed, at, static_cast<std::uint16_t>(code.first));
    if (kind != FieldKind::kShortBranch) store_u16(changed, at + 2, static_cast<std::uint16_t>(code.first >> 16));
    if (kind == FieldKind::kPair) store_u32(changed, at + kFieldBytes, code.second);
    at += delta::field_bytes(kind);
  }
  return changed;
}

}  // namespace

delta::Code code_at(Bytes image, std::size_t position) {
  std::array<std::uint8_t, delta::kPairBytes> bytes{};
  std::copy_n(image.begin() + static_cast<std::ptrdiff_t>(position), std::min(bytes.size(), image.size() - position),
              bytes.begin());
  return {load_u32(bytes, 0), load_u32(bytes, kFieldBytes)};
}

FieldKind field_at(const delta::FieldRules& rules, Bytes image, std::size_t position, std::size_t target) {
  if (image.size() < kFieldBytes || position > image.size() - kFieldBytes) return FieldKind::kNone;
  const delta::Code code = code_at(image, position);
  const auto from = static_cast<std::uint32_t>(position);
  const auto to = static_cast<std::uint32_t>(target);
  FieldKind kind = delta::classify(rules, code, from, to);
  if (kind == FieldKind::kDoubtfulPointer && !in_company(rules, image, position)) {
    kind = delta::classify_code(rules, code, from, to);
  }
  return delta::field_bytes(kind) <= image.size() - position ? kind : FieldKind::kNone;
}

std::vector<std::uint8_t> without_addresses(const delta::FieldRules& rules, Bytes image) {
  delta::FieldRules blank = rules;
  blank.link_address = 0;
  return replace_fields(rules, image, [&](FieldKind kind, delta::Code& code, std::uint32_t /*at*/) {
    if (kind > FieldKind::kPair) {
      code.first = kBlankPointer;
    } else {
      delta::set_field_address(blank, kind, code, 0, 0);
    }
  });
}

std::vector<std::uint8_t> with_absolute_addresses(const delta::FieldRules& rules, const delta::FieldRules& as,
                                                  Bytes image, const delta::AddressMap* map) {
  return replace_fields(rules, image, [&](FieldKind kind, delta::Code& code, std::uint32_t at) {
    std::uint32_t address = delta::field_address(rules, kind, code, at);
    const bool moves = kind == FieldKind::kRamPointer || address < rules.image_size_bytes;
    if (map != nullptr) address = moves ? map->moved(address) : address - rules.link_shift;
    delta::set_field_address(as, kind, code, address, 0);  // position 0: the address itself
  });
}

}  // namespace switchback::packer
