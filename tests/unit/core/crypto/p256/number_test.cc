#include "core/crypto/p256/number.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/crypto/p256/kernel.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

constexpr Number kOnes = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

using Memory = std::array<Number, 4>;

Number quotient(const Number& b, const Number& a, const Number& m) {
  Memory memory;
  memory.fill(kOnes);
  Number z = kOnes;
  divide(z, b, a, m, memory);
  return z;
}

TEST_CASE("Number: add and subtract pass a carry through all words") {
  Number z;
  CHECK(add(z, kOnes, {1}) == 1);
  CHECK(z == Number{});
  CHECK(add(z, kOnes, kOnes) == 1);
  CHECK(z == Number{~1u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u});
  CHECK(add(z, kOnes, {}) == 0);
  CHECK(z == kOnes);
  CHECK(subtract(z, {}, {1}) == 1);
  CHECK(z == kOnes);
  CHECK(subtract(z, {}, kOnes) == 1);
  CHECK(z == Number{1});
  CHECK(subtract(z, kOnes, kOnes) == 0);
  CHECK(z == Number{});
}

TEST_CASE("Number: add and subtract agree with the reference on all pairs of edges, also in place") {
  const std::vector<Number> edges = edges_below({});
  for (const Number& x : edges) {
    for (const Number& y : edges) {
      CAPTURE(to_hex(x));
      CAPTURE(to_hex(y));
      Number z, in_x = x, in_y = y;
      const std::uint32_t carry = add(z, x, y);
      REQUIRE(z == sum(x, y));
      REQUIRE(carry == static_cast<std::uint32_t>(is_less(z, x)));
      REQUIRE((add(in_x, in_x, y) == carry && in_x == z));
      REQUIRE((add(in_y, x, in_y) == carry && in_y == z));
      const std::uint32_t borrow = subtract(z, x, y);
      REQUIRE(z == difference(x, y));
      REQUIRE(borrow == static_cast<std::uint32_t>(is_less(x, y)));
      in_x = x, in_y = y;
      REQUIRE((subtract(in_x, in_x, y) == borrow && in_x == z));
      REQUIRE((subtract(in_y, x, in_y) == borrow && in_y == z));
    }
  }
}

TEST_CASE("Number: add and subtract take one number for all three") {
  Number z = {0x80000000, 1, 0, 0, 0, 0, 0, 0x80000001};
  CHECK(add(z, z, z) == 1);
  CHECK(z == Number{0, 3, 0, 0, 0, 0, 0, 2});
  CHECK(subtract(z, z, z) == 0);
  CHECK(z == Number{});
}

TEST_CASE("Number: is_zero sees a bit in any word") {
  CHECK(is_zero({}));
  for (unsigned word = 0; word < kWords; ++word) {
    Number x{};
    x[word] = 0x00010000;
    CHECK_FALSE(is_zero(x));
  }
}

TEST_CASE("Number: is_at_least compares all words, the highest first") {
  CHECK(is_at_least({}, {}));
  CHECK(is_at_least(kOnes, kOnes));
  const std::vector<Number> edges = edges_below({});
  for (const Number& x : edges) {
    for (const Number& y : edges) REQUIRE(is_at_least(x, y) == !is_less(x, y));
  }
  for (unsigned word = 0; word < kWords; ++word) {
    Number larger = {5, 5, 5, 5, 5, 5, 5, 5}, smaller = larger;
    larger[word] = 6;
    for (unsigned lower = 0; lower < word; ++lower) smaller[lower] = ~0u;
    CHECK(is_at_least(larger, smaller));
    CHECK_FALSE(is_at_least(smaller, larger));
  }
}

TEST_CASE("Number: halve shifts the carry into the highest bit, and drops the lowest bit") {
  Number x = {1, 1, 0, 0, 0, 0, 0, 1};
  halve(x, 0);
  CHECK(x == Number{0x80000000, 0, 0, 0, 0, 0, 0x80000000, 0});
  x = {};
  halve(x, 1);
  CHECK(x == Number{0, 0, 0, 0, 0, 0, 0, 0x80000000});
  x = kOnes;
  halve(x, 1);
  CHECK(x == kOnes);
  halve(x, 0);
  CHECK(x == Number{~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x7fffffff});
}

TEST_CASE("Number: subtract_mod stays below the modulus, also in place") {
  for (const Number& m : {kP, kN}) {
    const std::vector<Number> edges = edges_below(m);
    for (const Number& x : edges) {
      for (const Number& y : edges) {
        Number z, in_x = x, in_y = y;
        subtract_mod(z, x, y, m);
        REQUIRE(z == difference(x, y, m));
        REQUIRE(is_less(z, m));
        subtract_mod(in_x, in_x, y, m);
        subtract_mod(in_y, x, in_y, m);
        REQUIRE((in_x == z && in_y == z));
      }
    }
  }
}

void check_quotient(const Number& b, const Number& a, const Number& m) {
  CAPTURE(to_hex(a));
  CAPTURE(to_hex(b));
  const Number z = quotient(b, a, m);
  REQUIRE(is_less(z, m));
  REQUIRE(product(z, a, m) == b);
}

TEST_CASE("Number: a quotient times its divisor is the dividend") {
  for (const Number& m : {kP, kN}) {
    const std::vector<Number> edges = edges_below(m);
    RandomNumbers random(1);
    for (const Number& a : edges) {
      if (a == Number{}) continue;
      check_quotient({}, a, m);
      check_quotient({1}, a, m);
      check_quotient(difference(m, {1}), a, m);
      check_quotient(a, a, m);
      check_quotient(random.edge_or_below(edges, m), a, m);
    }
    for (unsigned i = 0; i < 200; ++i) {
      const Number a = random.below(m);
      if (a != Number{}) check_quotient(random.edge_or_below(edges, m), a, m);
    }
  }
}

TEST_CASE("Number: a quotient by small primes agrees with a search") {
  for (const std::uint32_t m : {3u, 5u, 7u, 11u, 251u}) {
    for (std::uint32_t a = 1; a < m; ++a) {
      for (std::uint32_t b = 0; b < m; ++b) {
        const Number z = quotient({b}, {a}, {m});
        REQUIRE((z[0] < m && z == Number{z[0]}));
        REQUIRE(z[0] * a % m == b);
      }
    }
  }
}

TEST_CASE("Number: a quotient by 0 is 0") {
  for (const Number& m : {kP, kN}) {
    for (const Number& b : edges_below(m)) REQUIRE(quotient(b, {}, m) == Number{});
  }
}

TEST_CASE("Number: divide may write over its operands") {
  RandomNumbers random(2);
  for (const Number& m : {kP, kN}) {
    for (unsigned i = 0; i < 50; ++i) {
      const Number a = random.below(m), b = random.below(m), expected = quotient(b, a, m);
      Memory memory;
      Number in_a = a, in_b = b, both = a;
      divide(in_a, b, in_a, m, memory);
      divide(in_b, in_b, a, m, memory);
      divide(both, both, both, m, memory);
      CHECK(in_a == expected);
      CHECK(in_b == expected);
      CHECK(both == (is_zero(a) ? Number{} : Number{1}));
    }
  }
}

TEST_CASE("Number: the portable kernel's product is that of Montgomery, below 2p, in 17 words") {
  const std::vector<Number> edges = edges_below(kP);
  for (const Number& x : edges) {
    for (const Number& y : edges) {
      std::array<std::uint32_t, 2 * kWords + 2> words;
      words.fill(0xa5a5a5a5);
      portable::multiply(words.data(), x.data(), y.data());
      Number z;
      std::copy_n(words.data() + kWords, kWords, z.data());
      const std::uint32_t carry = words[words.size() - 2];
      REQUIRE(carry <= 1);
      REQUIRE(words.back() == 0xa5a5a5a5);
      if (carry != 0 || !is_less(z, kP)) z = difference(z, kP);
      REQUIRE(is_less(z, kP));
      REQUIRE(z == from_element(product(x, y, kP)));
    }
  }
}

}  // namespace
}  // namespace switchback::crypto::p256
