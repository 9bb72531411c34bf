// Each forged signature fits the faulty verifier that it was made for, and no other.
#include "rig/studies/forged_signature.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/crypto/sha256.h"
#include "rig/stories/firmware.h"

namespace switchback::rig {
namespace {

namespace p256 = crypto::p256;

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

// A signature, and combs with two teeth of the generator and the key.
struct TwoTeeth {
  TwoTeeth(const Bench& bench, Forgery forgery)
      : generator_table(table_of(base_point())), key_table(table_of(bench.key)) {
    REQUIRE(crypto::decode_ecdsa_der(forge_signature(forgery, bench.key, bench.digest), scalars) == Status::kOk);
    generator = {generator_table[0], &generator_table[1], p256::kBits / 2};
    key = {key_table[0], &key_table[1], p256::kBits / 2};
  }

  static std::array<p256::AffinePoint, 2> table_of(const Point& point) {
    std::array<p256::AffinePoint, 2> table;
    p256::make_comb(table, signer::PublicKey::from_point(point)->root_key().comb.first);
    return table;
  }

  // Of the sum, modulo n.
  p256::Number x() {
    p256::AffinePoint sum;
    p256::to_affine(sum, work.registers);
    p256::Number x = p256::plain_coordinates(sum, work.registers).x;
    p256::reduce(x);
    return x;
  }

  std::array<p256::AffinePoint, 2> generator_table;
  std::array<p256::AffinePoint, 2> key_table;
  p256::Comb generator;
  p256::Comb key;
  crypto::Scalars scalars;
  p256::Work work{};
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

TEST_CASE("Forged signatures: u1-is-e is right if the digest is not divided by s") {
  const Bench bench;
  TwoTeeth run(bench, Forgery::kU1IsE);
  p256::decode_digest(run.work.u1.bits, bench.digest);
  p256::divide(run.work.u2.bits, run.scalars.r, run.scalars.s, p256::kN, run.work.registers.spare());
  p256::recode(run.work.u1);
  p256::recode(run.work.u2);
  p256::multiply_add(run.generator, run.key, run.work);
  CHECK(run.x() == run.scalars.r);
}

TEST_CASE("Forged signatures: one-column is right if the loop ends after the first column") {
  const Bench bench;
  TwoTeeth run(bench, Forgery::kOneColumn);
  p256::Number e{};
  p256::decode_digest(e, bench.digest);
  p256::divide(run.work.u1.bits, e, run.scalars.s, p256::kN, run.work.registers.spare());
  p256::divide(run.work.u2.bits, run.scalars.r, run.scalars.s, p256::kN, run.work.registers.spare());
  p256::recode(run.work.u1);
  p256::recode(run.work.u2);
  run.work.registers[p256::kZ] = {};
  p256::add_column(run.work.registers, run.generator, run.work.u1, run.generator.columns - 1);
  p256::add_column(run.work.registers, run.key, run.work.u2, run.key.columns - 1);
  CHECK(run.x() == run.scalars.r);
}

}  // namespace switchback::rig
