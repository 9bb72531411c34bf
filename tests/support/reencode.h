// Other encodings of an image's signature, as anyone can make them without the key.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"

namespace switchback::testing {

// `image`, signed once, with (r, n - s) in place of (r, s): as valid as the other.
std::vector<std::uint8_t> with_other_s(Bytes image);

// `image`, signed once, with `zeros` bytes of zero behind the DER of its signature, as some signers leave them.
std::vector<std::uint8_t> with_padded_signature(Bytes image, std::uint16_t zeros);

}  // namespace switchback::testing
