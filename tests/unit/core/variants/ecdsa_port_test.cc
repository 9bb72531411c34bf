// The port's function here is core's verification, which it counts the calls of.
#include "core/variants/ecdsa_port.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/crypto/ecdsa.h"
#include "core/crypto/p256/generator.h"
#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

unsigned calls = 0;
std::uint32_t forced_answer = 0;  // if not 0

Number number_at(const std::uint32_t* words) {
  Number number;
  std::copy_n(words, kWords, number.begin());
  return number;
}

Status verdict(const SignatureCase& signature) {
  const Comb key = {.first = to_point(signature.key)};
  std::array<std::uint8_t, 32> digest;
  std::ranges::copy(to_bytes(signature.digest), digest.begin());
  Work work;
  return verify_ecdsa(key, digest, {signature.r, signature.s}, work);
}

TEST_CASE("Port's engine: the port is not asked about numbers that are out of range, or a digest of 0") {
  for (const SignatureCase& signature : signature_cases()) {
    CAPTURE(signature.name);
    const bool is_possible = signature.r != Number{} && is_less(signature.r, kN) && signature.s != Number{} &&
                             is_less(signature.s, kN) && signature.digest != Number{} && signature.digest != kN;
    calls = 0;
    CHECK(verdict(signature) == (signature.valid ? Status::kOk : Status::kSignatureInvalid));
    CHECK(calls == (is_possible ? 1 : 0));
  }
}

TEST_CASE("Port's engine: every answer but that for a valid signature is kSignatureInvalid") {
  const SignatureCase good = signature_cases().front();
  REQUIRE(good.valid);
  for (const std::uint32_t answer : {1u, 0xffffffffu, SWITCHBACK_SIGNATURE_VALID ^ 1, ~SWITCHBACK_SIGNATURE_VALID}) {
    forced_answer = answer;
    CHECK(verdict(good) == Status::kSignatureInvalid);
  }
  forced_answer = 0;
  CHECK(verdict(good) == Status::kOk);
}

}  // namespace
}  // namespace switchback::crypto::p256

extern "C" std::uint32_t switchback_port_verify_ecdsa(const std::uint32_t* x, const std::uint32_t* y,
                                                      const std::uint32_t* r, const std::uint32_t* s,
                                                      const std::uint8_t* digest) {
  using namespace switchback::crypto::p256;
  ++calls;
  if (forced_answer != 0) return forced_answer;
  const Comb key = {.first = testing::to_point({number_at(x), number_at(y)})};
  Work work;
  const std::span<const std::uint8_t, 32> bytes(digest, 32);
  return verify(kGenerator, key, bytes, number_at(r), number_at(s), work) ? SWITCHBACK_SIGNATURE_VALID : 0;
}
