#include "tests/support/p256/signatures.h"

#include <algorithm>

#include "tests/support/p256/numbers.h"

namespace switchback::crypto::p256::testing {

bool verdict(const Comb& generator, const Comb& key, const Signature& signature) {
  std::array<std::uint8_t, 32> digest;
  std::ranges::copy(to_bytes(signature.digest), digest.begin());
  Work work;
  for (Number& number : work.registers.numbers) number.fill(0xdededede);
  work.registers.product.fill(0xdededede);
  work.u1 = work.u2 = {.bits = kP, .negative = true};
  return verify(generator, key, digest, signature.r, signature.s, work);
}

}  // namespace switchback::crypto::p256::testing
