#include "tests/support/p256/numbers.h"

#include <algorithm>
#include <array>

#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr unsigned kWordBits = 32;

Number power_of_two(unsigned bit) {
  Number power{};
  power[bit / kWordBits] = 1u << bit % kWordBits;
  return power;
}

// The number and its neighbours, modulo 2^256.
void add_neighbours(std::vector<Number>& numbers, const Number& middle) {
  for (std::uint32_t distance = 0; distance < 3; ++distance) {
    numbers.push_back(sum(middle, Number{distance}));
    numbers.push_back(difference(middle, Number{distance}));
  }
}

}  // namespace

std::uint32_t RandomNumbers::word() {
  std::uint32_t result = 0;
  for (unsigned half = 0; half < 2; ++half) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    result = result << 16 | static_cast<std::uint32_t>(state_ >> 48);
  }
  return result;
}

Number RandomNumbers::number() {
  constexpr std::array<std::uint32_t, 4> kEdges = {0, 1, 0xfffffffe, 0xffffffff};
  Number number;
  for (std::uint32_t& out : number) {
    const std::uint32_t kind = word_below(2 * kEdges.size());
    out = kind < kEdges.size() ? kEdges[kind] : word();
  }
  return number;
}

Number RandomNumbers::below(const Number& bound) {
  Number result = number();
  if (bound == Number{}) return result;
  for (unsigned word = kWords; !is_less(result, bound);) result[--word] = 0;
  return result;
}

Number RandomNumbers::edge_or_below(const std::vector<Number>& edges, const Number& bound) {
  if (word_below(2) == 0) return edges[word_below(static_cast<std::uint32_t>(edges.size()))];
  return below(bound);
}

std::vector<Number> edges_below(const Number& bound) {
  // With this factor and another whose four lowest words are 2^32 - 1, a row of Montgomery's
  // multiplication reaches 2^288: the reductions of the three rows before add (2^32 - 1) p each.
  constexpr Number kLargestRows = {1, 0, 0, 0, 0, 0, 1, 0xffffffff};
  std::vector<Number> all;
  add_neighbours(all, kLargestRows);
  add_neighbours(all, {});
  for (unsigned bit = 0; bit < kBits; bit += kWordBits / 2) add_neighbours(all, power_of_two(bit));
  for (const Number& modulus : {kP, kN}) {
    add_neighbours(all, modulus);
    Number half = sum(modulus, Number{1});
    for (unsigned i = 0; i < kWords; ++i) {
      half[i] = half[i] >> 1 | (i + 1 < kWords ? half[i + 1] << (kWordBits - 1) : 0);
    }
    add_neighbours(all, half);
    add_neighbours(all, difference({}, modulus));  // 2^256 modulo p or n
  }
  std::vector<Number> edges;
  for (const Number& number : all) {
    if (bound == Number{} || is_less(number, bound)) edges.push_back(number);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

Number from_hex(std::string_view digits) {
  Number number{};
  for (const char digit : digits) {
    for (unsigned word = kWords; word-- != 0;) {
      number[word] = number[word] << 4 | (word == 0 ? 0 : number[word - 1] >> (kWordBits - 4));
    }
    number[0] |= static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  }
  return number;
}

std::string to_hex(const Number& number) {
  std::string text;
  for (const std::uint8_t byte : to_bytes(number)) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::vector<std::uint8_t> to_bytes(const Number& number) {
  std::vector<std::uint8_t> bytes;
  for (unsigned i = sizeof number; i-- != 0;) {
    bytes.push_back(static_cast<std::uint8_t>(number[i / sizeof(std::uint32_t)] >> i % sizeof(std::uint32_t) * 8));
  }
  return bytes;
}

}  // namespace switchback::crypto::p256::testing
