#include "core/crypto/p256/verify.h"

#include <doctest/doctest.h>

#include "core/crypto/p256/generator.h"
#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

SignatureCase valid_case() { return signature_cases().front(); }

bool verdict(const SignatureCase& signature) {
  return verdict(kGenerator, OwnedComb(to_point(signature.key), 1), signature);
}

TEST_CASE("Verify: known signatures and forgeries, with combs of 1, 2 and 4 teeth") {
  unsigned valid = 0, invalid = 0;
  const OwnedComb one(generator(), 1), two(generator(), 2), four(generator(), 4);
  for (const SignatureCase& signature : signature_cases()) {
    CAPTURE(signature.name);
    const AffinePoint key = to_point(signature.key);
    CHECK(verdict(one, OwnedComb(key, 1), signature) == signature.valid);
    CHECK(verdict(two, OwnedComb(key, 2), signature) == signature.valid);
    CHECK(verdict(four, OwnedComb(key, 4), signature) == signature.valid);
    CHECK(verdict(kGenerator, OwnedComb(key, 1), signature) == signature.valid);
    CHECK(verdict(one, OwnedComb(key, 4), signature) == signature.valid);
    ++(signature.valid ? valid : invalid);
  }
  CHECK(valid >= 70);
  CHECK(invalid >= 40);
}

TEST_CASE("Verify: r and s of 0, n and above are refused") {
  const SignatureCase good = valid_case();
  REQUIRE(verdict(good));
  for (const Number& bad : {Number{}, kN, sum(kN, {1}), kP, difference({}, {1})}) {
    SignatureCase other = good;
    other.r = bad;
    CHECK_FALSE(verdict(other));
    other = good;
    other.s = bad;
    CHECK_FALSE(verdict(other));
    other.r = bad;
    CHECK_FALSE(verdict(other));
  }
}

TEST_CASE("Verify: a signature in which any bit of a number is changed is refused") {
  const SignatureCase good = valid_case();
  const OwnedComb key(to_point(good.key), 4);
  for (unsigned bit = 0; bit < kBits; bit += 3) {
    for (Number SignatureCase::*member : {&SignatureCase::r, &SignatureCase::s, &SignatureCase::digest}) {
      SignatureCase other = good;
      (other.*member)[bit / 32] ^= 1u << bit % 32;
      REQUIRE_FALSE(verdict(kGenerator, key, other));
    }
  }
}

TEST_CASE("Verify: a key's signature is refused for every other key") {
  const SignatureCase good = valid_case();
  for (const KnownMultiple& other : known_multiples()) {
    CHECK_FALSE(verdict(kGenerator, OwnedComb(to_point(other.point), 4), good));
  }
}

}  // namespace
}  // namespace switchback::crypto::p256
