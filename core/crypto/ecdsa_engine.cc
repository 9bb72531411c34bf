#include "core/crypto/ecdsa.h"
#include "core/crypto/p256/generator.h"

using namespace switchback::crypto;

extern "C" int switchback_verify_ecdsa(const p256::Comb& key, const std::uint8_t* digest, const Scalars& scalars,
                                       p256::Work& work) {
  const std::span<const std::uint8_t, 32> bytes(digest, 32);
  return p256::verify(p256::kGenerator, key, bytes, scalars.r, scalars.s, work) ? 1 : 0;
}
