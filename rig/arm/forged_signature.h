// Signatures that somebody makes who has the public key alone: each agrees with what a verifier computes that left one
// step out, or took one number for another. No verifier that does all of its steps takes any of them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/crypto/ecdsa.h"

namespace switchback::rig {

// With R = u1 G + u2 Q, u1 = e / s and u2 = r / s; k is a number of the attacker's.
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
  kQAndQ,   // R = Q + u2 Q, where the first product was not computed
  kTwiceG,  // R = 2 u1 G
  kTwiceQ,  // R = 2 u2 Q
  kU1IsX,   // u1 stands where x of R is computed
  kZeroR,   // r = 0
  kZeroS,   // s = 0
};

struct NamedForgery {
  const char* name;
  Forgery forgery;
};
std::span<const NamedForgery> forgeries();

// DER. Throws std::runtime_error where the arithmetic fails.
std::vector<std::uint8_t> forge_signature(Forgery forgery, std::span<const std::uint8_t, crypto::kPointBytes> key,
                                          std::span<const std::uint8_t, 32> digest);

// Two numbers as DER Ecdsa-Sig-Value, without leading zeros.
std::vector<std::uint8_t> encode_ecdsa_der(std::span<const std::uint8_t, 32> r, std::span<const std::uint8_t, 32> s);

}  // namespace switchback::rig
