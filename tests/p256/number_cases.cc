#include <algorithm>

#include "core/crypto/p256/encoding.h"
#include "tests/p256/cases.h"
#include "tests/p256/library.h"

namespace switchback::crypto::p256::testing {
namespace {

// The library's sums are compared modulo 2^256 - 1, where a carry or a borrow counts as 1.
void compare_carries(const Number& x, const Number& y) {
  constexpr Number kMost = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
  Number z;
  const std::uint32_t carry = add(z, x, y);
  expect(carry <= 1 && library_sum(z, {carry}, kMost) == library_sum(x, y, kMost), "add", {x, y});
  expect(carry == static_cast<std::uint32_t>(!is_at_least(z, x)), "carry", {x, y});
  const std::uint32_t borrow = subtract(z, x, y);
  expect(borrow == static_cast<std::uint32_t>(!is_at_least(x, y)), "borrow", {x, y});
  expect(library_difference(z, {borrow}, kMost) == library_difference(x, y, kMost), "subtract", {x, y});
}

void compare_half(const Number& x, std::uint32_t carry) {
  Number half = x;
  halve(half, carry);
  // Twice the half modulo 2^256 is x without its lowest bit; the carry is the highest bit.
  Number twice;
  const std::uint32_t highest = add(twice, half, half);
  twice[0] |= x[0] & 1;
  expect(highest == carry && twice == x, "halve", {x, {carry}});
}

void compare_modulo(const Number& x, const Number& y, const Number& m) {
  Number z = x;
  subtract_mod(z, z, y, m);
  expect(z == library_difference(x, y, m), "subtract_mod", {x, y, m});
  std::array<Number, 4> memory;
  memory.fill(kP);
  divide(z, x, y, m, memory);
  expect(z == (y == Number{} ? Number{} : library_quotient(x, y, m)), "divide", {x, y, m});
}

// The same step by the library, on plain numbers.
void calculate_by_library(std::array<Number, kRegisters>& plain, Operation operation, unsigned z, unsigned x,
                          unsigned y) {
  switch (operation) {
    case kAdd:
      plain[z] = library_sum(plain[x], plain[y], kP);
      break;
    case kSubtract:
      plain[z] = library_difference(plain[x], plain[y], kP);
      break;
    case kMultiply:
      plain[z] = library_product(plain[x], plain[y], kP);
      break;
  }
}

Number library_element(const Number& plain) { return library_product(plain, kOne, kP); }

Number library_plain(const Number& element) {
  static const Number factor = library_quotient({1}, kOne, kP);
  return library_product(element, factor, kP);
}

}  // namespace

void compare_numbers(const Choices& choices, RandomNumbers& random) {
  const Number x = random.edge_or_below(choices.any, {}), y = random.edge_or_below(choices.any, {});
  compare_carries(x, y);
  compare_half(x, random.word_below(2));
  const bool of_field = random.word_below(2) == 0;
  const Number& m = of_field ? kP : kN;
  const std::vector<Number>& edges = of_field ? choices.below_p : choices.below_n;
  compare_modulo(random.edge_or_below(edges, m), random.edge_or_below(edges, m), m);
}

// The elements themselves have edges, so the plain numbers are computed from them.
void compare_elements(const Choices& choices, RandomNumbers& random) {
  Registers registers{};
  std::array<Number, kRegisters> plain;
  for (unsigned i = 0; i < kRegisters; ++i) {
    registers.numbers[i] = random.edge_or_below(choices.below_p, kP);
    plain[i] = library_plain(registers.numbers[i]);
  }
  constexpr unsigned kSteps = 24;
  for (unsigned i = 0; i < kSteps; ++i) {
    const auto operation = static_cast<Operation>(random.word_below(3));
    const auto z = random.word_below(kRegisters), x = random.word_below(kRegisters), y = random.word_below(kRegisters);
    const Number before[] = {registers.numbers[x], registers.numbers[y]};
    const Step steps[] = {
        step(operation, static_cast<Register>(z), static_cast<Register>(x), static_cast<Register>(y))};
    calculate(registers, steps);
    calculate_by_library(plain, operation, z, x, y);
    constexpr const char* kNames[] = {"plus", "minus", "times"};
    expect(!is_at_least(registers.numbers[z], kP) && registers.numbers[z] == library_element(plain[z]),
           kNames[operation], {before[0], before[1]});
  }
}

void compare_encodings(const Choices& choices, RandomNumbers& random) {
  const Number digest = random.edge_or_below(choices.any, {});
  Number reduced;
  std::array<std::uint8_t, 32> digest_bytes;
  std::ranges::copy(to_bytes(digest), digest_bytes.begin());
  decode_digest(reduced, digest_bytes);
  expect(reduced == library_sum(digest, {}, kN), "decode_digest", {digest});

  PlainPoint point = choices.points[random.word_below(static_cast<std::uint32_t>(choices.points.size()))];
  Number& changed = random.word_below(2) == 0 ? point.x : point.y;
  switch (random.word_below(5)) {
    case 0:
      changed = random.edge_or_below(choices.any, {});
      break;
    case 1:
      changed = library_difference({}, changed, kP);
      break;
    case 2:
      changed[random.word_below(kWords)] ^= 1u << random.word_below(32);
      break;
    case 3:
      add(changed, changed, kP);  // the same modulo p, if it has 256 bits
      break;
    default:
      break;
  }
  std::array<std::uint8_t, kPointBytes> bytes;
  std::ranges::copy(to_bytes(point.x), bytes.begin());
  std::ranges::copy(to_bytes(point.y), bytes.begin() + 32);
  Registers registers;
  AffinePoint decoded;
  const bool is_point = decode_point(decoded, bytes, registers);
  expect(is_point == library_is_on_curve(point), "decode_point", {point.x, point.y});
  if (!is_point) return;
  const AffinePoint plain = plain_coordinates(decoded, registers);
  expect(plain.x == point.x && plain.y == point.y, "plain_coordinates", {point.x, point.y});
}

}  // namespace switchback::crypto::p256::testing
