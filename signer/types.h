// Sizes and byte arrays of P-256 keys, for the whole signer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace switchback::signer {

inline constexpr std::size_t kPointSizeBytes = 64;
inline constexpr std::size_t kScalarSizeBytes = 32;
inline constexpr std::size_t kSpkiDerSizeBytes = 91;
inline constexpr std::size_t kDigestSizeBytes = 32;

using ByteView = std::span<const std::uint8_t>;
using ScalarView = std::span<const std::uint8_t, kScalarSizeBytes>;  // private number, big-endian
using DigestView = std::span<const std::uint8_t, kDigestSizeBytes>;  // SHA-256 of the signed data

using Point = std::array<std::uint8_t, kPointSizeBytes>;  // x || y, each 32 bytes, big-endian
// SubjectPublicKeyInfo (RFC 5480) with an uncompressed point.
using SpkiDer = std::array<std::uint8_t, kSpkiDerSizeBytes>;
// SHA-256 of the SpkiDer: the key hash of the image format.
using KeyId = std::array<std::uint8_t, kDigestSizeBytes>;

}  // namespace switchback::signer
