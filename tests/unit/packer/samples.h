// Inputs for the packer's tests, from seeds.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "packer/image/image.h"

namespace switchback::packer::testing {

using Buffer = std::vector<std::uint8_t>;
using Random = std::mt19937;  // the same sequence everywhere, unlike the distributions

Buffer random_bytes(Random& random, std::size_t size);

// Like compiled code: words from a small vocabulary, some with addresses that count up, and runs of
// padding.
Buffer code_like(Random& random, std::size_t size);

// A later version: blocks inserted, removed, moved and overwritten, and addresses shifted
// throughout.
Buffer next_version(Random& random, const Buffer& old);

// A signer whose signature has the right shape and is by nobody. Counts its calls.
Signer placeholder_signer(int* calls = nullptr);

// A whole signed image around `payload`.
Buffer signed_image(const Buffer& payload);

}  // namespace switchback::packer::testing
