// Signatures for tests.
#pragma once

#include "core/crypto/p256/verify.h"
#include "tests/support/p256/points.h"

namespace switchback::crypto::p256::testing {

// Plain numbers.
struct Signature {
  PlainPoint key;
  Number digest;
  Number r;
  Number s;
};

// Whether verify() accepts the signature, with numbers in `work` from an earlier call.
bool verdict(const Comb& generator, const Comb& key, const Signature& signature);

}  // namespace switchback::crypto::p256::testing
