// Re-encodes an image's signature, which takes no key.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"

namespace switchback::testing {

// `image`, which has one signature, with (r, n - s) in place of (r, s): equally valid.
std::vector<std::uint8_t> with_other_s(Bytes image);

// `image`, which has one signature, with `zeros` zero bytes behind the signature's DER, as some
// signers leave them.
std::vector<std::uint8_t> with_padded_signature(Bytes image, std::uint16_t zeros);

}  // namespace switchback::testing
