// Signatures that an attacker makes with the public key alone. Each one fits the result of a
// verifier that skips a step or confuses two numbers. A complete verifier accepts none of them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/crypto/ecdsa.h"

namespace switchback::rig {

// A verifier computes R = u1 G + u2 Q, with u1 = e / s and u2 = r / s. The attacker chooses k.
enum class Forgery : std::uint8_t {
  kNoG,     // R = u2 Q, as with u1 = 0
  kNoQ,     // R = u1 G
  kOneG,    // R = G + u2 Q, as with u1 = 1 or e = s
  kOneQ,    // R = u1 G + Q
  kMinusG,  // R = u2 Q - G
  kMinusQ,  // R = u1 G - Q
  kEIsR,    // u1 = u2, as with e = r
  kQForG,   // R = (u1 + u2) Q
  kGForQ,   // R = (u1 + u2) G
  kQAndQ,   // R = Q + u2 Q: the first product was not computed
  kTwiceG,  // R = 2 u1 G
  kTwiceQ,  // R = 2 u2 Q
  kU1IsE,   // R = e G + u2 Q: the digest was not divided by s
  // R is the sum after the first column of combs with two teeth (core/crypto/p256/comb.h): the loop
  // ended.
  kOneColumn,
  kU1IsX,  // u1 in place of R's x
  kZeroR,  // r = 0
  kZeroS,  // s = 0
};

struct NamedForgery {
  const char* name;
  Forgery forgery;
};
std::span<const NamedForgery> forgeries();

// A signature of `digest` as DER. Throws std::runtime_error if the arithmetic fails.
std::vector<std::uint8_t> forge_signature(Forgery forgery, std::span<const std::uint8_t, crypto::kPointBytes> key,
                                          std::span<const std::uint8_t, 32> digest);

// Two numbers as DER Ecdsa-Sig-Value, without leading zeros.
std::vector<std::uint8_t> encode_ecdsa_der(std::span<const std::uint8_t, 32> r, std::span<const std::uint8_t, 32> s);

}  // namespace switchback::rig
