// Random cases, in each of which core's arithmetic is compared with Mbed TLS.
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/p256/numbers.h"
#include "tests/support/p256/points.h"

namespace switchback::crypto::p256::testing {

// The two implementations differ. The text has the operation and its inputs.
struct Difference : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws a Difference unless `agree`.
void expect(bool agree, const std::string& operation, std::initializer_list<Number> inputs);

// What the cases draw from.
struct Choices {
  std::vector<Number> any, below_p, below_n;  // edges
  std::vector<PlainPoint> points;             // the generator first
};
Choices make_choices(std::uint64_t seed);

void compare_numbers(const Choices& choices, RandomNumbers& random);     // sums, halves and quotients
void compare_elements(const Choices& choices, RandomNumbers& random);    // a random program of steps
void compare_points(const Choices& choices, RandomNumbers& random);      // doubles, sums and differences
void compare_encodings(const Choices& choices, RandomNumbers& random);   // points and digests as bytes
void compare_multiples(const Choices& choices, RandomNumbers& random);   // u1 G + u2 Q
void compare_signatures(const Choices& choices, RandomNumbers& random);  // and forgeries made of them

}  // namespace switchback::crypto::p256::testing
