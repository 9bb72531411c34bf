// ECDSA-P256 verification (FIPS 186-5) of DER signatures; computed by p256-m. Public data only.
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/status.h"

namespace switchback::crypto {

constexpr std::size_t kPointBytes = 64;  // x || y, each big-endian

// Checks `signature` (DER Ecdsa-Sig-Value, RFC 3279 section 2.2.3; zero bytes may follow it) over a SHA-256 `digest`
// with the public key `point`. kOk; kSignatureFormat (not strict DER, or r or s over 32 bytes); kSignatureInvalid (also
// for a point that is not on the curve, and for a digest of 0). `r_and_s` is where the signature's numbers are kept
// meanwhile: not on the stack (crypto::Room).
Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                    Bytes signature, std::span<std::uint8_t, 64> r_and_s);

// The DER signature as r || s, each big-endian and 32 bytes. kOk; kSignatureFormat.
Status decode_ecdsa_der(Bytes signature, std::span<std::uint8_t, 64> r_and_s);

}  // namespace switchback::crypto
