// Verification of ECDSA signatures over P-256 (FIPS 186-5, 6.4.2), with precomputed multiples of
// the generator and of the public key. For public data only.
#pragma once

#include <span>

#include "core/crypto/p256/comb.h"

namespace switchback::crypto::p256 {

// Everything that the verification computes with. It must not lie on a stack: an attacker can
// choose most of these numbers, and a fault would use them as return addresses.
struct Work {
  SignedScalar u1;
  SignedScalar u2;
  Registers registers;
};

// Sets the sum in `work.registers` to u1 G + u2 Q.
void multiply_add(const Comb& generator, const Comb& key, Work& work);

// Returns whether (r, s) is a signature of the SHA-256 `digest` by `key`. `generator` is a comb of
// the curve's generator.
//
// A signature is refused where u1 = digest / s or u2 = r / s is 0. This is no loss: a digest of 0
// modulo n is unknown, and u2 is 0 only with r. With u1 = 0 whoever knows the public key could make
// r and s.
bool verify(const Comb& generator, const Comb& key, std::span<const std::uint8_t, 32> digest, const Number& r,
            const Number& s, Work& work);

}  // namespace switchback::crypto::p256
