#include "tests/unit/verifier/signed_files.h"

#include <doctest/doctest.h>

#include <memory>

#include "signer/signing/file_key_backend.h"

namespace switchback::testing {
namespace {

std::shared_ptr<signer::FileKeyBackend> backend(std::uint8_t number) {
  std::array<std::uint8_t, signer::kScalarSizeBytes> scalar{};
  scalar.back() = number;
  auto key = signer::PrivateKey::from_scalar(scalar);
  REQUIRE(key.has_value());
  return std::make_shared<signer::FileKeyBackend>(std::move(*key));
}

}  // namespace

packer::Signer test_signer(std::uint8_t number) {
  const auto keys = backend(number);
  return {keys->public_key().key_id(),
          [keys](std::span<const std::uint8_t, 32> digest) { return keys->sign_digest(digest); }};
}

RootKey test_key(std::uint8_t number) {
  const auto keys = backend(number);
  return keys->public_key().root_key();
}

Buffer firmware(std::size_t size, std::uint8_t seed) {
  Buffer bytes(size);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < size; ++i) {
    state = state * 1103515245u + 12345u;
    const auto byte = static_cast<std::uint8_t>((state >> 16) & 0x3f);
    bytes[i] = i % 10 == 0 ? static_cast<std::uint8_t>(byte + seed) : byte;
  }
  return bytes;
}

packer::ImageSpec image_spec(Bytes payload, const wire::Version& version) {
  packer::ImageSpec spec;
  spec.payload = payload;
  spec.version = version;
  spec.security_counter = 5;
  return spec;
}

Buffer signed_image(const packer::ImageSpec& spec, std::uint8_t key) {
  auto image = packer::build_image(spec, test_signer(key));
  REQUIRE(image.has_value());
  return std::move(*image);
}

Buffer signed_package(Bytes target, std::optional<Bytes> base, wire::Codec codec, std::uint8_t key) {
  packer::PackageOptions options;
  options.codec = codec;
  auto package = packer::build_package(target, base, options, test_signer(key));
  REQUIRE(package.has_value());
  return std::move(package->bytes);
}

}  // namespace switchback::testing
