// An image's fields (core/delta/fields.h) as a whole: to find them, to hide what they hold, and to make those that hold
// the same address look the same.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "core/delta/address_map.h"
#include "core/delta/fields.h"

namespace switchback::packer {

// What stands at `position`; zeros behind the image's end.
delta::Code code_at(Bytes image, std::size_t position);

// The field at `position` of `image`, as a copy to a target position of the same remainder by four sees it.
delta::FieldKind field_at(const delta::FieldRules& rules, Bytes image, std::size_t position, std::size_t target);

// `image` with every field's address blanked: what is left says where code is alike, wherever it lies.
std::vector<std::uint8_t> without_addresses(const delta::FieldRules& rules, Bytes image);

// `image` with every field's address absolute and, with a `map`, moved: a target's field then equals the base's that
// predicts it, `as` both have the link address of.
std::vector<std::uint8_t> with_absolute_addresses(const delta::FieldRules& rules, const delta::FieldRules& as,
                                                  Bytes image, const delta::AddressMap* map);

}  // namespace switchback::packer
