// Numbers for tests of the arithmetic: edges of words and moduli, and a repeatable random sequence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/p256/field.h"
#include "core/crypto/p256/point.h"

namespace switchback::crypto::p256::testing {

// A linear congruential generator; the same seed gives the same numbers.
class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : state_(seed) { (void)word(); }

  std::uint32_t word();
  std::uint32_t word_below(std::uint32_t bound) { return word() % bound; }

  // Half of the words are 0, 1, 2^32 - 2 or 2^32 - 1, where carries are made.
  Number number();
  Number below(const Number& bound);  // 0 stands for 2^256

  // One of `edges`, or a random number below `bound`; each in half of the calls.
  Number edge_or_below(const std::vector<Number>& edges, const Number& bound);

 private:
  std::uint64_t state_;
};

// 0 to 2, powers of 2 with their neighbours, numbers around p, n and 2^256, and around one whose
// products have the largest intermediate results; each below `bound`. All of them if `bound` is 0,
// which stands for 2^256.
std::vector<Number> edges_below(const Number& bound);

// From and to hexadecimal digits, the highest first. 64 digits at most.
Number from_hex(std::string_view digits);
std::string to_hex(const Number& number);

// 32 bytes, big-endian.
std::vector<std::uint8_t> to_bytes(const Number& number);

}  // namespace switchback::crypto::p256::testing
