#include "core/crypto/p256/point.h"

#include <doctest/doctest.h>

#include "tests/support/p256/known_answers.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

Number times_element(const Number& x, const Number& y) { return from_element(product(x, y, kP)); }

AffinePoint negative(const AffinePoint& point) { return {point.x, difference({}, point.y, kP)}; }

// Sets the sum; the other registers hold noise.
void set(Registers& registers, const AffinePoint& point, const Number& z) {
  RandomNumbers random(7);
  for (Number& number : registers.numbers) number = random.below(kP);
  registers.product.fill(0xa5a5a5a5);
  set_sum(registers, point, z);
}

// Whether the sum is `point`: X = x Z^2 and Y = y Z^3, all below p.
bool is_sum(Registers& registers, const AffinePoint& point) {
  const Number squared = times_element(registers[kZ], registers[kZ]);
  return !is_zero(registers[kZ]) && is_less(registers[kX], kP) && is_less(registers[kY], kP) &&
         is_less(registers[kZ], kP) && registers[kX] == times_element(point.x, squared) &&
         registers[kY] == times_element(point.y, times_element(squared, registers[kZ]));
}

// Of the points' representations: 1, edges and random ones.
std::vector<Number> some_z() {
  RandomNumbers random(8);
  return {kOne, {1}, {2}, difference(kP, {1}), difference({}, kOne, kP), random.below(kP), random.below(kP)};
}

struct Multiples {
  Multiples() {
    for (const KnownMultiple& known : known_multiples()) {
      factors.push_back(known.factor);
      points.push_back(to_point(known.point));
    }
  }
  // The point of this factor, or nullptr.
  const AffinePoint* find(const Number& factor) const {
    for (std::size_t i = 0; i < factors.size(); ++i) {
      if (factors[i] == factor) return &points[i];
    }
    return nullptr;
  }

  std::vector<Number> factors;
  std::vector<AffinePoint> points;
};

TEST_CASE("Point: n is that of the standard, and (n - 1) G is -G") {
  CHECK(to_hex(kN) == "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const Multiples multiples;
  REQUIRE(multiples.find({1}) != nullptr);
  REQUIRE(multiples.find(difference(kN, {1})) != nullptr);
  CHECK(*multiples.find({1}) == generator());
  CHECK(*multiples.find(difference(kN, {1})) == negative(generator()));
}

TEST_CASE("Point: doubled multiples of G are the known ones, in every representation") {
  const Multiples multiples;
  unsigned checked = 0;
  for (std::size_t i = 0; i < multiples.points.size(); ++i) {
    const AffinePoint* twice = multiples.find(sum(multiples.factors[i], multiples.factors[i], kN));
    if (twice == nullptr) continue;
    for (const Number& z : some_z()) {
      Registers registers;
      set(registers, multiples.points[i], z);
      double_sum(registers);
      CHECK(is_sum(registers, *twice));
      ++checked;
    }
  }
  CHECK(checked >= 100);
}

TEST_CASE("Point: sums and differences of multiples of G are the known ones, in every representation") {
  const Multiples multiples;
  const std::vector<Number> all_z = some_z();
  unsigned checked = 0;
  for (std::size_t i = 0; i < multiples.points.size(); ++i) {
    for (std::size_t j = 0; j < multiples.points.size(); ++j) {
      for (const bool minus : {false, true}) {
        const Number& x = multiples.factors[i];
        const Number& y = multiples.factors[j];
        const AffinePoint* expected = multiples.find(minus ? difference(x, y, kN) : sum(x, y, kN));
        if (expected == nullptr) continue;
        Registers registers;
        set(registers, multiples.points[i], all_z[checked % all_z.size()]);
        add_to_sum(registers, multiples.points[j], minus);
        REQUIRE(is_sum(registers, *expected));
        ++checked;
      }
    }
  }
  CHECK(checked >= 800);
}

TEST_CASE("Point: twice 0 is 0, whatever X and Y are") {
  RandomNumbers random(9);
  for (unsigned i = 0; i < 10; ++i) {
    Registers registers{};
    registers[kX] = random.below(kP);
    registers[kY] = random.below(kP);
    double_sum(registers);
    CHECK(is_zero(registers[kZ]));
  }
}

TEST_CASE("Point: 0 plus q is q, 0 minus q is -q, whatever X and Y are") {
  const AffinePoint q = generator();
  RandomNumbers random(10);
  for (unsigned i = 0; i < 10; ++i) {
    Registers registers{};
    registers[kX] = random.below(kP);
    registers[kY] = random.below(kP);
    const bool is_negative = i % 2 != 0;
    add_to_sum(registers, q, is_negative);
    CHECK(is_sum(registers, is_negative ? negative(q) : q));
  }
}

TEST_CASE("Point: q plus q is twice q, in every representation of the sum") {
  const AffinePoint twice = *Multiples().find({2});
  for (const Number& z : some_z()) {
    Registers registers;
    set(registers, generator(), z);
    add_to_sum(registers, generator(), false);
    CHECK(is_sum(registers, twice));
    set(registers, negative(generator()), z);
    add_to_sum(registers, generator(), true);
    CHECK(is_sum(registers, negative(twice)));
  }
}

TEST_CASE("Point: q minus q is 0, and so is -q plus q, and further points can be added") {
  for (const Number& z : some_z()) {
    for (const bool from_negative : {false, true}) {
      Registers registers;
      set(registers, from_negative ? negative(generator()) : generator(), z);
      add_to_sum(registers, generator(), !from_negative);
      CHECK(is_zero(registers[kZ]));
      double_sum(registers);
      CHECK(is_zero(registers[kZ]));
      add_to_sum(registers, generator(), false);
      CHECK(is_sum(registers, generator()));
    }
  }
}

TEST_CASE("Point: q is unchanged, also where it is subtracted") {
  const AffinePoint q = generator();
  for (const bool is_negative : {false, true}) {
    Registers registers;
    set(registers, *Multiples().find({5}), {3});
    add_to_sum(registers, q, is_negative);
    CHECK(q == generator());
  }
}

}  // namespace
}  // namespace switchback::crypto::p256
