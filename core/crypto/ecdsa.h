// ECDSA-P256 verification (FIPS 186-5) of DER signatures, with the arithmetic of p256-m. For public
// data only.
#pragma once

#include <array>

#include "core/base/bytes.h"
#include "core/base/status.h"

namespace switchback::crypto {

constexpr std::size_t kPointBytes = 64;  // x || y, each big-endian

// The numbers r and s of a signature: eight words each, the lowest word first.
using Scalars = std::array<std::uint32_t, 16>;

// Decodes a DER signature (Ecdsa-Sig-Value, RFC 3279, 2.2.3). Zero bytes may follow it.
//   kOk:              `scalars` holds the signature
//   kSignatureFormat: not strict DER, or r or s is longer than 32 bytes
Status decode_ecdsa_der(Bytes signature, Scalars& scalars);

// Verifies the signature `scalars` over a SHA-256 `digest` with the public key `point`. `scalars`
// is overwritten.
//   kOk:               the signature is valid
//   kSignatureInvalid: it is not, `point` is not on the curve, or the digest is 0
Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                    Scalars& scalars);

// Decodes and verifies `signature`. Returns the statuses of both.
inline Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                           Bytes signature) {
  Scalars scalars;
  const Status status = decode_ecdsa_der(signature, scalars);
  return ok(status) ? verify_ecdsa(point, digest, scalars) : status;
}

}  // namespace switchback::crypto
