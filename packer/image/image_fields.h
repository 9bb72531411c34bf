// Finds and rewrites an image's fields (core/delta/fields.h), so that fields with the same address
// compare equal.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "core/delta/address_map.h"
#include "core/delta/fields.h"

namespace switchback::packer {

// The code at `position`; zeros behind the image's end.
delta::Code code_at(Bytes image, std::size_t position);

// The field at `position` of `image`, as seen by a copy to a target position of the same remainder
// modulo 4.
delta::FieldKind field_at(const delta::FieldRules& rules, Bytes image, std::size_t position, std::size_t target);

// `image` with every field's address blanked: equal code then compares equal wherever it lies.
std::vector<std::uint8_t> without_addresses(const delta::FieldRules& rules, Bytes image);

// `image` with every field's address made absolute and, if there is a `map`, moved. A field of the
// target then equals the field of the base that predicts it, if `as` is the same for both.
std::vector<std::uint8_t> with_absolute_addresses(const delta::FieldRules& rules, const delta::FieldRules& as,
                                                  Bytes image, const delta::AddressMap* map);

}  // namespace switchback::packer
