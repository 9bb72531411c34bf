// ECDSA-P256 verification (FIPS 186-5) of DER signatures; computed by p256-m. Public data only.
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/status.h"

namespace switchback::crypto {

constexpr std::size_t kPointBytes = 64;  // x || y, each big-endian

// What a signature's r must be: computed from the key, the digest and the signature. The lowest word first.
using ComputedR = std::array<std::uint32_t, 8>;

// Checks `signature` (DER Ecdsa-Sig-Value, RFC 3279 section 2.2.3; zero bytes may follow it) over a SHA-256 `digest`
// with the public key `point`. kOk; kSignatureFormat (not strict DER, or r or s over 32 bytes); kSignatureInvalid (also
// for a point that is not on the curve). `computed` is left as it was where that could not be computed.
Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                    Bytes signature, ComputedR& computed);

// Whether `r`, big-endian, is that number: what verify_ecdsa() has compared, asked again by other means.
bool equals(std::span<const std::uint8_t, 32> r, const ComputedR& computed);

// The DER signature as r || s, each big-endian and 32 bytes. kOk; kSignatureFormat.
Status decode_ecdsa_der(Bytes signature, std::array<std::uint8_t, 64>& r_and_s);

}  // namespace switchback::crypto
