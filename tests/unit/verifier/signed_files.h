// Signed images and packages for the verifier's tests, made by the packer with a fixed key.
#pragma once

#include <optional>
#include <vector>

#include "core/authenticate.h"
#include "packer/image/image.h"
#include "packer/package/package.h"

namespace switchback::testing {

using Buffer = std::vector<std::uint8_t>;

// Signs with the test key of that number, 1 … 255.
packer::Signer test_signer(std::uint8_t number = 1);
RootKey test_key(std::uint8_t number = 1);

// `size` bytes that look like code; another `seed` changes a tenth of them.
Buffer firmware(std::size_t size, std::uint8_t seed = 0);

packer::ImageSpec image_spec(Bytes payload, const wire::Version& version = {1, 0, 0, 0});
Buffer signed_image(const packer::ImageSpec& spec, std::uint8_t key = 1);
Buffer signed_package(Bytes target, std::optional<Bytes> base, wire::Codec codec = wire::Codec::kDeflate,
                      std::uint8_t key = 1);

}  // namespace switchback::testing
