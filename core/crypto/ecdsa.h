// ECDSA-P256 verification (FIPS 186-5) of DER signatures. For public data only.
#pragma once

#include "core/base/bytes.h"
#include "core/base/status.h"
#include "core/crypto/p256/encoding.h"
#include "core/crypto/p256/verify.h"

namespace switchback::crypto {

using p256::kPointBytes;

// The numbers of a signature.
struct Scalars {
  p256::Number r;
  p256::Number s;
};

// Decodes a DER signature (Ecdsa-Sig-Value, RFC 3279, 2.2.3). Zero bytes may follow it.
//   kOk:              `scalars` holds the signature
//   kSignatureFormat: not strict DER, or r or s is longer than 32 bytes
Status decode_ecdsa_der(Bytes signature, Scalars& scalars);

// Verifies the signature `scalars` over a SHA-256 `digest` with the public `key`.
//   kOk:               the signature is valid
//   kSignatureInvalid: it is not, or the digest is 0 modulo the curve's order
Status verify_ecdsa(const p256::Comb& key, std::span<const std::uint8_t, 32> digest, const Scalars& scalars,
                    p256::Work& work);

}  // namespace switchback::crypto

// The engine behind verify_ecdsa(): returns 1 if the signature is valid, otherwise 0. The one in
// core/crypto uses core/crypto/p256. A firmware that links one of core/variants/ecdsa_*.cc uses
// that one instead.
extern "C" int switchback_verify_ecdsa(const switchback::crypto::p256::Comb& key, const std::uint8_t* digest,
                                       const switchback::crypto::Scalars& scalars,
                                       switchback::crypto::p256::Work& work);
