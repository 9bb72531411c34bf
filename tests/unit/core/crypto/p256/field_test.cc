#include "core/crypto/p256/field.h"

#include <doctest/doctest.h>

#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

Number expected(Operation operation, const Number& x, const Number& y) {
  if (operation == kAdd) return sum(x, y, kP);
  return operation == kSubtract ? difference(x, y, kP) : from_element(product(x, y, kP));
}

void check_step(Operation operation, const Number& x, const Number& y) {
  CAPTURE(static_cast<unsigned>(operation));
  CAPTURE(to_hex(x));
  CAPTURE(to_hex(y));
  Registers registers{};
  registers[kX] = x;
  registers[kY] = y;
  const Step steps[] = {step(operation, kA, kX, kY)};
  calculate(registers, steps);
  REQUIRE(is_less(registers[kA], kP));
  REQUIRE(registers[kA] == expected(operation, x, y));
  REQUIRE(registers[kX] == x);
  REQUIRE(registers[kY] == y);
}

constexpr Operation kOperations[] = {kAdd, kSubtract, kMultiply};

TEST_CASE("Field: p and the element 1 are those of the standard") {
  // 2^256 - 2^224 + 2^192 + 2^96 - 1
  CHECK(to_hex(kP) == "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  CHECK(kOne == difference({}, kP));
  CHECK(from_element(kOne) == Number{1});
  CHECK(to_element({1}) == kOne);
}

TEST_CASE("Field: every step on edges gives the reference's element, below p") {
  const std::vector<Number> edges = edges_below(kP);
  RandomNumbers random(3);
  for (const Operation operation : kOperations) {
    for (const Number& x : edges) {
      for (unsigned i = 0; i < 8; ++i) check_step(operation, x, random.edge_or_below(edges, kP));
      check_step(operation, x, x);
      check_step(operation, x, difference({}, x, kP));
      check_step(operation, x, edges.back());
    }
  }
}

TEST_CASE("Field: every step on random elements gives the reference's element, below p") {
  RandomNumbers random(4);
  for (unsigned i = 0; i < 3000; ++i) check_step(kOperations[i % 3], random.below(kP), random.below(kP));
}

TEST_CASE("Field: a sum of exactly p is 0") {
  for (const Number& x : edges_below(kP)) {
    Registers registers{};
    registers[kX] = x;
    registers[kY] = difference({}, x, kP);
    const Step steps[] = {plus(kZ, kX, kY)};
    calculate(registers, steps);
    CHECK(is_zero(registers[kZ]));
  }
}

TEST_CASE("Field: operands and result may be the same register") {
  RandomNumbers random(5);
  for (const Operation operation : kOperations) {
    for (unsigned i = 0; i < 50; ++i) {
      const Number x = random.below(kP), y = random.below(kP);
      const Step over_x[] = {step(operation, kX, kX, kY)};
      const Step over_y[] = {step(operation, kY, kX, kY)};
      const Step all_one[] = {step(operation, kX, kX, kX)};
      Registers first{}, second{}, third{};
      first[kX] = second[kX] = third[kX] = x;
      first[kY] = second[kY] = y;
      calculate(first, over_x);
      calculate(second, over_y);
      calculate(third, all_one);
      CHECK(first[kX] == expected(operation, x, y));
      CHECK(first[kY] == y);
      CHECK(second[kY] == expected(operation, x, y));
      CHECK(second[kX] == x);
      CHECK(third[kX] == expected(operation, x, x));
    }
  }
}

TEST_CASE("Field: a step changes its result's register only") {
  RandomNumbers random(6);
  Registers registers{};
  for (Number& number : registers.numbers) number = random.below(kP);
  for (unsigned z = 0; z < kRegisters; ++z) {
    for (unsigned x = 0; x < kRegisters; ++x) {
      for (unsigned y = 0; y < kRegisters; ++y) {
        const auto operation = kOperations[random.word_below(3)];
        const auto before = registers.numbers;
        const Step steps[] = {
            step(operation, static_cast<Register>(z), static_cast<Register>(x), static_cast<Register>(y))};
        calculate(registers, steps);
        auto after = before;
        after[z] = expected(operation, before[x], before[y]);
        REQUIRE(registers.numbers == after);
      }
    }
  }
}

TEST_CASE("Field: steps are executed in their order") {
  Registers registers{};
  registers[kX] = to_element({5});
  registers[kY] = to_element({3});
  const Step steps[] = {times(kA, kX, kY), plus(kA, kA, kX), minus(kA, kY, kA), times(kA, kA, kA)};
  calculate(registers, steps);  // (3 - (15 + 5))^2
  CHECK(from_element(registers[kA]) == Number{289});
  calculate(registers, {});
  CHECK(from_element(registers[kA]) == Number{289});
}

TEST_CASE("Field: the spare registers are those from kQx to kB") {
  Registers registers{};
  const std::span<Number, 4> spare = registers.spare();
  CHECK(&spare[0] == &registers[kQx]);
  CHECK(&spare[1] == &registers[kQy]);
  CHECK(&spare[2] == &registers[kA]);
  CHECK(&spare[3] == &registers[kB]);
}

}  // namespace
}  // namespace switchback::crypto::p256
