// ECDSA-P256 verification (FIPS 186-5) of DER signatures; computed by p256-m. Public data only.
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/status.h"

namespace switchback::crypto {

constexpr std::size_t kPointBytes = 64;  // x || y, each big-endian

// A signature's r, then its s, each as eight words, the lowest first.
using Scalars = std::array<std::uint32_t, 16>;

// The numbers of a DER signature (Ecdsa-Sig-Value, RFC 3279 section 2.2.3; zero bytes may follow it). kOk;
// kSignatureFormat (not strict DER, or r or s over 32 bytes).
Status decode_ecdsa_der(Bytes signature, Scalars& scalars);

// Checks the signature `scalars`, which is overwritten, over a SHA-256 `digest` with the public key `point`. kOk;
// kSignatureInvalid (also for a point that is not on the curve, and for a digest of 0).
Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                    Scalars& scalars);

// Both.
inline Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                           Bytes signature) {
  Scalars scalars;
  const Status status = decode_ecdsa_der(signature, scalars);
  return ok(status) ? verify_ecdsa(point, digest, scalars) : status;
}

}  // namespace switchback::crypto
