// Each forged signature fits the faulty verifier that it was made for, and no other.
#include "rig/studies/forged_signature.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/crypto/sha256.h"
#include "rig/stories/firmware.h"

namespace switchback::rig {
namespace {

using Point = std::array<std::uint8_t, crypto::kPointBytes>;

// Of the private number 1: the base point.
Point base_point() {
  std::array<std::uint8_t, 32> one{};
  one.back() = 1;
  return signer::PrivateKey::from_scalar(one)->public_key().point();
}

struct Bench {
  Point key = Workshop(0x21).public_key().point();
  crypto::Digest digest = crypto::sha256(Bytes(key));

  Status verify(const std::vector<std::uint8_t>& signature, const Point& point, const crypto::Digest& of) const {
    crypto::Scalars scalars;
    REQUIRE(crypto::decode_ecdsa_der(signature, scalars) == Status::kOk);
    const auto trusted = signer::PublicKey::from_point(point);
    REQUIRE(trusted.has_value());
    crypto::p256::Work work;
    return crypto::verify_ecdsa(trusted->root_key().comb, of, scalars, work);
  }
  crypto::Digest number(const std::vector<std::uint8_t>& signature, bool second) const {
    crypto::Scalars scalars;
    REQUIRE(crypto::decode_ecdsa_der(signature, scalars) == Status::kOk);
    const crypto::p256::Number& taken_from = second ? scalars.s : scalars.r;
    crypto::Digest taken{};
    for (std::size_t i = 0; i < taken.size(); ++i) {
      taken[taken.size() - 1 - i] = static_cast<std::uint8_t>(taken_from[i / 4] >> i % 4 * 8);
    }
    return taken;
  }
};

}  // namespace

TEST_CASE("Forged signatures: none verifies") {
  Bench bench;
  for (const NamedForgery& one : forgeries()) {
    CAPTURE(one.name);
    CHECK(bench.verify(forge_signature(one.forgery, bench.key, bench.digest), bench.key, bench.digest) ==
          Status::kSignatureInvalid);
  }
}

TEST_CASE("Forged signatures: each is right where the step is left out") {
  Bench bench;
  const auto e_is_r = forge_signature(Forgery::kEIsR, bench.key, bench.digest);
  CHECK(bench.verify(e_is_r, bench.key, bench.number(e_is_r, false)) == Status::kOk);
  const auto one_g = forge_signature(Forgery::kOneG, bench.key, bench.digest);
  CHECK(bench.verify(one_g, bench.key, bench.number(one_g, true)) == Status::kOk);
  const auto g_for_q = forge_signature(Forgery::kGForQ, bench.key, bench.digest);
  CHECK(bench.verify(g_for_q, base_point(), bench.digest) == Status::kOk);
}

}  // namespace switchback::rig
