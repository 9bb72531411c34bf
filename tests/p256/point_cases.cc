#include "tests/p256/cases.h"
#include "tests/p256/library.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr unsigned kTeeth[] = {1, 2, 4};

const PlainPoint& any_point(const Choices& choices, RandomNumbers& random) {
  return choices.points[random.word_below(static_cast<std::uint32_t>(choices.points.size()))];
}

Number any_scalar(const Choices& choices, RandomNumbers& random) {
  const Number scalar = random.edge_or_below(choices.below_n, kN);
  return scalar == Number{} ? Number{1} : scalar;
}

PlainPoint negative(const PlainPoint& point) { return {point.x, library_difference({}, point.y, kP)}; }

// The sum in any representation.
void set_any_sum(Registers& registers, const PlainPoint& point, const Choices& choices, RandomNumbers& random) {
  for (Number& number : registers.numbers) number = random.below(kP);
  const Number z = random.edge_or_below(choices.below_p, kP);
  set_sum(registers, to_point(point), z == Number{} ? kOne : z);
}

bool are_elements(Registers& registers) {
  return is_less(registers[kX], kP) && is_less(registers[kY], kP) && is_less(registers[kZ], kP);
}

// x of R; sometimes n or above, where r differs from it.
Number any_x(const Choices& choices, RandomNumbers& random) {
  if (random.word_below(4) != 0) return random.edge_or_below(choices.below_p, kP);
  return sum(kN, random.below(difference(kP, kN)));
}

// Every key is u2^-1 (R - u1 G) for a chosen R, so that R and all numbers are at edges.
std::optional<Signature> any_signature(const Choices& choices, RandomNumbers& random) {
  const std::optional<PlainPoint> point = library_point_at(any_x(choices, random));
  if (!point) return std::nullopt;
  const Number digest = random.edge_or_below(choices.any, {});
  const Number r = library_sum(point->x, {}, kN), s = any_scalar(choices, random);
  if (r == Number{}) return std::nullopt;
  const Number of_point = library_quotient(s, r, kN);
  const Number of_generator = library_quotient(library_difference({}, digest, kN), r, kN);
  const auto key = library_multiply_add(of_point, *point, of_generator, choices.points[0]);
  if (!key) return std::nullopt;
  return Signature{*key, digest, r, s};
}

void forge(Signature& signature, const Choices& choices, RandomNumbers& random) {
  Number* const numbers[] = {&signature.r, &signature.s, &signature.digest};
  Number& number = *numbers[random.word_below(3)];
  switch (random.word_below(6)) {
    case 0:
      number[random.word_below(kWords)] ^= 1u << random.word_below(32);
      break;
    case 1:
      number = random.edge_or_below(choices.any, {});
      break;
    case 2:
      number = sum(number, kN);  // modulo 2^256
      break;
    case 3:
      number = library_difference({}, number, kN);
      break;
    case 4:
      signature.key = negative(signature.key);
      break;
    default:
      std::swap(signature.r, signature.s);
      break;
  }
}

void compare_verdicts(const Signature& signature, bool must_be_valid, RandomNumbers& random) {
  // The library accepts signatures of a digest of 0, which core refuses.
  const bool is_zero_digest = signature.digest == Number{} || signature.digest == kN;
  const bool expected = library_verdict(signature) && !is_zero_digest;
  const OwnedComb of_g(generator(), kTeeth[random.word_below(3)]);
  const OwnedComb of_key(to_point(signature.key), kTeeth[random.word_below(3)]);
  const auto inputs = {signature.key.x, signature.key.y, signature.digest, signature.r, signature.s};
  expect(verdict(of_g, of_key, signature) == expected, "verify", inputs);
  expect(!must_be_valid || expected || is_zero_digest, "the library's verify", inputs);
}

}  // namespace

void compare_points(const Choices& choices, RandomNumbers& random) {
  const PlainPoint& p = any_point(choices, random);
  Registers registers{};
  if (random.word_below(4) == 0) {
    set_any_sum(registers, p, choices, random);
    double_sum(registers);
    expect(are_elements(registers) && plain_sum(registers) == library_multiply_add({1}, p, {1}, p), "double_sum",
           {p.x, p.y});
    return;
  }
  // Also p + p, p - p, and the same with -p.
  const unsigned kind = random.word_below(4);
  const PlainPoint& q = kind == 0 ? p : kind == 1 ? negative(p) : any_point(choices, random);
  const bool is_negative = random.word_below(2) == 0;
  set_any_sum(registers, p, choices, random);
  add_to_sum(registers, to_point(q), is_negative);
  const auto expected = library_multiply_add({1}, p, {1}, is_negative ? negative(q) : q);
  expect(are_elements(registers) && plain_sum(registers) == expected, is_negative ? "sum - q" : "sum + q",
         {p.x, p.y, q.x, q.y});
}

void compare_multiples(const Choices& choices, RandomNumbers& random) {
  const PlainPoint& q = any_point(choices, random);
  const Number u1 = any_scalar(choices, random), u2 = any_scalar(choices, random);
  Work work{{u1, false}, {u2, false}, {}};
  recode(work.u1);
  recode(work.u2);
  const OwnedComb of_g(generator(), kTeeth[random.word_below(3)]);
  const OwnedComb of_q(to_point(q), kTeeth[random.word_below(3)]);
  multiply_add(of_g, of_q, work);
  expect(
      are_elements(work.registers) && plain_sum(work.registers) == library_multiply_add(u1, choices.points[0], u2, q),
      "multiply_add", {u1, u2, q.x, q.y});
}

void compare_signatures(const Choices& choices, RandomNumbers& random) {
  std::optional<Signature> signature;
  while (!signature) signature = any_signature(choices, random);
  compare_verdicts(*signature, true, random);
  forge(*signature, choices, random);
  compare_verdicts(*signature, false, random);
}

}  // namespace switchback::crypto::p256::testing
