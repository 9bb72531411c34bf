#include "core/crypto/p256/comb.h"

#include <doctest/doctest.h>

#include "core/crypto/p256/encoding.h"
#include "core/crypto/p256/verify.h"
#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

constexpr unsigned kWordBits = 32;
constexpr unsigned kTeeth[] = {1, 2, 4};

bool bit_of(const Number& number, unsigned bit) { return (number[bit / kWordBits] >> bit % kWordBits & 1) != 0; }

AffinePoint negative(const AffinePoint& point) { return {point.x, difference({}, point.y, kP)}; }

// The scalar that the digits mean: the sum of +-2^i modulo n.
Number value_of(const SignedScalar& scalar) {
  Number value{};
  for (unsigned bit = kBits; bit-- != 0;) {
    value = sum(value, value, kN);
    value = bit_of(scalar.bits, bit) ? sum(value, {1}, kN) : difference(value, {1}, kN);
  }
  return scalar.negative ? difference({}, value, kN) : value;
}

SignedScalar recoded(const Number& scalar) {
  SignedScalar result{scalar, true};
  recode(result);
  return result;
}

// The multiple by a comb alone, column after column.
AffinePoint multiple(const Comb& comb, const Number& factor) {
  Registers registers{};
  const SignedScalar scalar = recoded(factor);
  for (unsigned column = comb.columns; column-- != 0;) {
    double_sum(registers);
    add_column(registers, comb, scalar, column);
  }
  AffinePoint point;
  to_affine(point, registers);
  return point;
}

// The multiple bit by bit, without a comb.
AffinePoint slow_multiple(const AffinePoint& point, const Number& factor) {
  Registers registers{};
  for (unsigned bit = kBits; bit-- != 0;) {
    double_sum(registers);
    if (bit_of(factor, bit)) add_to_sum(registers, point, false);
  }
  AffinePoint result;
  to_affine(result, registers);
  return result;
}

TEST_CASE("Comb: a recoded scalar means the scalar, and its negative if it is even") {
  std::vector<Number> scalars = edges_below(kN);
  RandomNumbers random(11);
  for (unsigned i = 0; i < 200; ++i) scalars.push_back(random.below(kN));
  for (const Number& scalar : scalars) {
    if (is_zero(scalar)) continue;
    CAPTURE(to_hex(scalar));
    const SignedScalar digits = recoded(scalar);
    REQUIRE(value_of(digits) == scalar);
    REQUIRE(digits.negative == !bit_of(scalar, 0));
  }
}

TEST_CASE("Comb: 1, 2, n - 2 and n - 1 are recoded as computed by hand") {
  const Number only_highest = {0, 0, 0, 0, 0, 0, 0, 0x80000000};  // 2^255 - 2^254 - ... - 1 = 1
  CHECK(recoded({1}).bits == only_highest);
  CHECK_FALSE(recoded({1}).negative);
  CHECK(recoded(difference(kN, {1})).bits == only_highest);
  CHECK(recoded(difference(kN, {1})).negative);
  CHECK(recoded({2}).bits == recoded(difference(kN, {2})).bits);
  CHECK(recoded({2}).negative);
  CHECK_FALSE(recoded(difference(kN, {2})).negative);
}

TEST_CASE("Comb: a table has the sums in which the highest tooth is positive") {
  const AffinePoint point = to_point(known_multiples()[4].point);
  for (const unsigned teeth : kTeeth) {
    const OwnedComb comb(point, teeth);
    REQUIRE(comb.table().size() == std::size_t{1} << (teeth - 1));
    for (std::size_t index = 0; index < comb.table().size(); ++index) {
      // The factor is the sum of +-2^(columns * tooth).
      Number factor{};
      for (unsigned tooth = 0; tooth < teeth; ++tooth) {
        Number power{};
        power[std::size_t{kWords} / teeth * tooth] = 1;
        const bool is_positive = tooth + 1 == teeth || (index >> tooth & 1) != 0;
        factor = is_positive ? sum(factor, power, kN) : difference(factor, power, kN);
      }
      CHECK(comb.table()[index] == slow_multiple(point, factor));
    }
  }
}

TEST_CASE("Comb: a comb of one tooth is the point itself") {
  CHECK(OwnedComb(generator(), 1).table() == std::vector{generator()});
}

TEST_CASE("Comb: combs of 1, 2 and 4 teeth give the known multiples of G") {
  const OwnedComb one(generator(), 1), two(generator(), 2), four(generator(), 4);
  for (const KnownMultiple& known : known_multiples()) {
    CAPTURE(to_hex(known.factor));
    const AffinePoint expected = to_point(known.point);
    CHECK(multiple(one, known.factor) == expected);
    CHECK(multiple(two, known.factor) == expected);
    CHECK(multiple(four, known.factor) == expected);
    CHECK(slow_multiple(generator(), known.factor) == expected);
  }
}

TEST_CASE("Comb: combs of 1, 2 and 4 teeth agree on random points and scalars") {
  RandomNumbers random(12);
  AffinePoint point = generator();
  for (unsigned i = 0; i < 20; ++i) {
    Number factor = random.below(kN);
    if (is_zero(factor)) factor = {1};
    const AffinePoint expected = slow_multiple(point, factor);
    for (const unsigned teeth : kTeeth) CHECK(multiple(OwnedComb(point, teeth), factor) == expected);
    point = expected;
  }
}

TEST_CASE("Comb: 1 and n - 1 times a point are the point and its negative") {
  const AffinePoint point = to_point(known_multiples()[6].point);
  for (const unsigned teeth : kTeeth) {
    const OwnedComb comb(point, teeth);
    CHECK(multiple(comb, {1}) == point);
    CHECK(multiple(comb, difference(kN, {1})) == negative(point));
  }
}

TEST_CASE("Comb: every two combs give u1 G + u2 Q") {
  const AffinePoint q = to_point(known_multiples()[2].point);  // 3 G
  RandomNumbers random(13);
  for (const unsigned generator_teeth : kTeeth) {
    const OwnedComb of_g(generator(), generator_teeth);
    for (const unsigned key_teeth : kTeeth) {
      const OwnedComb of_q(q, key_teeth);
      const Number u1 = sum(random.below(kN), {1}, kN), u2 = sum(random.below(kN), {1}, kN);
      const Number total = sum(u1, product(u2, {3}, kN), kN);
      REQUIRE_FALSE((is_zero(u1) || is_zero(u2) || is_zero(total)));
      Work work{recoded(u1), recoded(u2), {}};
      multiply_add(of_g, of_q, work);
      AffinePoint sum_of_both;
      to_affine(sum_of_both, work.registers);
      CHECK(sum_of_both == slow_multiple(generator(), total));
    }
  }
}

TEST_CASE("Comb: u1 G + u2 Q is 0 where the two are opposite") {
  const AffinePoint q = to_point(known_multiples()[2].point);  // 3 G
  for (const unsigned teeth : kTeeth) {
    const OwnedComb of_g(generator(), teeth), of_q(q, teeth);
    const Number u2 = from_hex("123456789abcdef0fedcba9876543210ffffffff00000000ffffffff00000001");
    Work work{recoded(difference({}, product(u2, {3}, kN), kN)), recoded(u2), {}};
    multiply_add(of_g, of_q, work);
    CHECK(is_zero(work.registers[kZ]));
  }
}

}  // namespace
}  // namespace switchback::crypto::p256
