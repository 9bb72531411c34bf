#include "tests/support/p256/reference.h"

#include <algorithm>

#include "core/crypto/p256/field.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr unsigned kWordBits = 32;

// 1 / 2^256 modulo p.
constexpr Number kFromElement = {0, 3, 0xfffffffe, 1, 2, 0xfffffffd, 3, 0xfffffffe};

// z = x + y. Returns the carry.
std::uint64_t add_words(Number& z, const Number& x, const Number& y) {
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < kWords; ++i) {
    sum = (sum >> kWordBits) + x[i] + y[i];
    z[i] = static_cast<std::uint32_t>(sum);
  }
  return sum >> kWordBits;
}

}  // namespace

bool is_less(const Number& x, const Number& y) {
  return std::lexicographical_compare(x.rbegin(), x.rend(), y.rbegin(), y.rend());
}

Number sum(const Number& x, const Number& y) {
  Number z;
  add_words(z, x, y);
  return z;
}

Number difference(const Number& x, const Number& y) {
  Number complement;
  std::ranges::transform(y, complement.begin(), [](std::uint32_t word) { return ~word; });
  return sum(sum(x, complement), Number{1});
}

Number sum(const Number& x, const Number& y, const Number& m) {
  Number z;
  const bool carry = add_words(z, x, y) != 0;
  return carry || !is_less(z, m) ? difference(z, m) : z;
}

Number difference(const Number& x, const Number& y, const Number& m) {
  return is_less(x, y) ? sum(difference(x, y), m) : difference(x, y);
}

Number product(const Number& x, const Number& y, const Number& m) {
  Number z{};
  for (unsigned bit = kBits; bit-- != 0;) {
    z = sum(z, z, m);
    if ((y[bit / kWordBits] >> bit % kWordBits & 1) != 0) z = sum(z, x, m);
  }
  return z;
}

Number to_element(const Number& x) { return product(x, kOne, kP); }

Number from_element(const Number& x) { return product(x, kFromElement, kP); }

}  // namespace switchback::crypto::p256::testing
