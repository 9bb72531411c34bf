// Arithmetic on P-256 that needs a private key or an encoded point, done by Mbed TLS.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer::mbedtls {

// A point in any encoding: compressed, uncompressed (SEC1 2.3.4) or hybrid (X9.62 4.3.6). Nothing if it is malformed,
// at infinity or not on the curve.
std::optional<Point> decode_point(ByteView encoded);

// The public point of a private number. kKey: not in 1 to n-1. kInternal: no entropy for blinding.
Result<Point> public_point(ScalarView scalar);

// A fresh private number, kScalarSizeBytes long. kInternal: no entropy.
Result<SecretBytes> generate_scalar();

// ECDSA with the nonce of RFC 6979 under SHA-256; DER ECDSA-Sig-Value, at most 72 bytes.
// kInternal: the number is not in 1 to n-1, or no entropy for blinding.
Result<std::vector<std::uint8_t>> sign_digest(ScalarView scalar, DigestView digest);

}  // namespace switchback::signer::mbedtls
