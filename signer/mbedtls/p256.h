// P-256 arithmetic by Mbed TLS, on private keys and encoded points.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer::mbedtls {

// Decodes a point: compressed, uncompressed (SEC1 2.3.4) or hybrid (X9.62 4.3.6). Nothing if
// malformed, at infinity or not on the curve.
std::optional<Point> decode_point(ByteView encoded);

// The public point of a private number.
//   kKey:      not within 1 … n−1
//   kInternal: no entropy for blinding
Result<Point> public_point(ScalarView scalar);

// A fresh private number, kScalarSizeBytes long. kInternal: no entropy.
Result<SecretBytes> generate_scalar();

// ECDSA with the nonce of RFC 6979 under SHA-256. Returns a DER ECDSA-Sig-Value of at most 72
// bytes.
// kInternal: the number is not within 1 … n−1, or no entropy for blinding.
Result<std::vector<std::uint8_t>> sign_digest(ScalarView scalar, DigestView digest);

}  // namespace switchback::signer::mbedtls
