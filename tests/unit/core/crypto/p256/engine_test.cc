// Compiled with each engine: core's and those of core/variants.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/crypto/ecdsa.h"
#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

TEST_CASE("Engine: known signatures are kOk, and forgeries kSignatureInvalid") {
  for (const SignatureCase& signature : signature_cases()) {
    CAPTURE(signature.name);
    const Comb key = {.first = to_point(signature.key)};
    std::array<std::uint8_t, 32> digest;
    std::ranges::copy(to_bytes(signature.digest), digest.begin());
    const Scalars scalars = {signature.r, signature.s};
    Work work;
    const Status expected = signature.valid ? Status::kOk : Status::kSignatureInvalid;
    CHECK(verify_ecdsa(key, digest, scalars, work) == expected);
    CHECK(key.first == to_point(signature.key));
    CHECK(scalars.r == signature.r);
    CHECK(scalars.s == signature.s);
  }
}

}  // namespace
}  // namespace switchback::crypto::p256
