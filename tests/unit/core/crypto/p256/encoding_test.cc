#include "core/crypto/p256/encoding.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

constexpr Number kOnes = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

std::array<std::uint8_t, 32> bytes_of(const Number& number) {
  std::array<std::uint8_t, 32> bytes;
  std::ranges::copy(to_bytes(number), bytes.begin());
  return bytes;
}

// Decodes the point with these plain coordinates, which may be out of range.
bool decodes(const Number& x, const Number& y, AffinePoint* to = nullptr) {
  std::array<std::uint8_t, kPointBytes> bytes;
  std::ranges::copy(to_bytes(x), bytes.begin());
  std::ranges::copy(to_bytes(y), bytes.begin() + 32);
  Registers registers;
  for (Number& number : registers.numbers) number = kOnes;
  AffinePoint point;
  const bool result = decode_point(point, bytes, registers);
  if (to != nullptr) *to = point;
  return result;
}

// y of a point with x = 0: a root of b.
const Number kY0 = from_hex("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");

TEST_CASE("Encoding: a number is read big-endian") {
  std::array<std::uint8_t, 32> bytes;
  for (unsigned i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i + 1);
  Number number = kOnes;
  decode_number(number, bytes);
  CHECK(number ==
        Number{0x1d1e1f20, 0x191a1b1c, 0x15161718, 0x11121314, 0x0d0e0f10, 0x090a0b0c, 0x05060708, 0x01020304});
}

TEST_CASE("Encoding: a digest is reduced modulo n") {
  for (const Number& digest : edges_below({})) {
    Number number = kOnes;
    decode_digest(number, bytes_of(digest));
    CHECK(is_less(number, kN));
    CHECK(number == (is_less(digest, kN) ? digest : difference(digest, kN)));
  }
}

TEST_CASE("Encoding: reduce() is modulo n, for numbers below 2n") {
  for (const auto& [from, to] : {std::pair{difference(kN, {1}), difference(kN, {1})},
                                 {kN, {}},
                                 {sum(kN, {1}), {1}},
                                 {{}, {}},
                                 {kOnes, difference(kOnes, kN)}}) {
    Number number = from;
    reduce(number);
    CHECK(number == to);
  }
}

TEST_CASE("Encoding: scalars are the numbers from 1 to n - 1") {
  CHECK_FALSE(is_scalar({}));
  CHECK(is_scalar({1}));
  CHECK(is_scalar(difference(kN, {1})));
  CHECK_FALSE(is_scalar(kN));
  CHECK_FALSE(is_scalar(sum(kN, {1})));
  CHECK_FALSE(is_scalar(kP));
  CHECK_FALSE(is_scalar(kOnes));
}

TEST_CASE("Encoding: known points decode, and their coordinates are read back") {
  for (const KnownMultiple& known : known_multiples()) {
    AffinePoint point;
    REQUIRE(decodes(known.point.x, known.point.y, &point));
    CHECK(point == to_point(known.point));
    Registers registers;
    const AffinePoint plain = plain_coordinates(point, registers);
    CHECK(plain.x == known.point.x);
    CHECK(plain.y == known.point.y);
  }
}

TEST_CASE("Encoding: a point that is not on the curve is refused") {
  const PlainPoint g = known_multiples().front().point;
  CHECK(decodes(g.x, difference({}, g.y, kP)));
  CHECK_FALSE(decodes({}, {}));
  CHECK_FALSE(decodes({}, {1}));
  CHECK_FALSE(decodes({1}, {}));
  CHECK_FALSE(decodes(g.y, g.x));
  for (unsigned bit = 0; bit < kBits; ++bit) {
    Number other{};
    other[bit / 32] = 1u << bit % 32;
    REQUIRE_FALSE(decodes(sum(g.x, other, kP), g.y));
    REQUIRE_FALSE(decodes(g.x, sum(g.y, other, kP)));
  }
}

TEST_CASE("Encoding: a coordinate of p or above is refused, also where it is on the curve modulo p") {
  CHECK(decodes({}, kY0));
  CHECK_FALSE(decodes(kP, kY0));
  CHECK_FALSE(decodes({}, kP));
  CHECK_FALSE(decodes(kP, kP));
  CHECK_FALSE(decodes(kOnes, kOnes));
  CHECK_FALSE(decodes(known_multiples()[0].point.x, kOnes));
  // There are points with x = 5 and with y = 5, and 5 + p has 256 bits.
  const Number y5 = from_hex("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
  CHECK(decodes({5}, y5));
  CHECK_FALSE(decodes(sum({5}, kP), y5));
  const Number x5 = from_hex("d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7");
  CHECK(decodes(x5, {5}));
  CHECK_FALSE(decodes(x5, sum({5}, kP)));
}

TEST_CASE("Encoding: to_affine() of every representation is the point") {
  RandomNumbers random(14);
  const AffinePoint g = generator();
  for (const Number& plain_z : {Number{1}, {2}, difference(kP, {1}), random.below(kP), random.below(kP)}) {
    const Number z = to_element(plain_z);
    Registers registers;
    for (Number& number : registers.numbers) number = kOnes;
    set_sum(registers, g, z);
    AffinePoint point;
    to_affine(point, registers);
    CHECK(point == g);
  }
}

}  // namespace
}  // namespace switchback::crypto::p256
