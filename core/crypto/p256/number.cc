#include "core/crypto/p256/number.h"

#include <utility>

#include "core/crypto/p256/kernel.h"

namespace switchback::crypto::p256 {
namespace {

constexpr unsigned kWordBits = 32;

bool is_odd(const Number& x) { return (x[0] & 1) != 0; }

}  // namespace

std::uint32_t add(Number& z, const Number& x, const Number& y) { return kernel::add(z.data(), x.data(), y.data()); }

std::uint32_t subtract(Number& z, const Number& x, const Number& y) {
  return kernel::subtract(z.data(), x.data(), y.data());
}

[[gnu::noinline]] bool is_zero(const Number& x) {
  std::uint32_t all = 0;
  for (const std::uint32_t word : x) all |= word;
  return all == 0;
}

[[gnu::noinline]] bool is_at_least(const Number& x, const Number& y) {
  unsigned i = kWords - 1;
  while (i != 0 && x[i] == y[i]) --i;
  return x[i] >= y[i];
}

[[gnu::noinline]] void halve(Number& x, std::uint32_t carry) {
  for (unsigned i = kWords; i-- != 0;) {
    const std::uint32_t word = x[i];
    x[i] = word >> 1 | carry << (kWordBits - 1);
    carry = word & 1;
  }
}

[[gnu::noinline]] void subtract_mod(Number& z, const Number& x, const Number& y, const Number& m) {
  if (subtract(z, x, y) != 0) add(z, z, m);
}

// Two pairs of a number and a value. In both, number * b = value * a modulo m after each step. The
// number of `odd` is odd. A step halves the other number, so that both together lose a bit or
// more. At the end the number of `odd` is their greatest common divisor: 1, unless a is 0.
[[gnu::noinline]] void divide(Number& z, const Number& b, const Number& a, const Number& m,
                              std::span<Number, 4> memory) {
  Number* pair = &memory[0];  // the number, then the value
  Number* odd = &memory[2];
  pair[0] = a;
  pair[1] = b;
  odd[0] = m;
  odd[1] = {};
  for (unsigned step = 0; step < 2 * kBits && !is_zero(pair[0]); ++step) {
    if (is_odd(pair[0])) {
      if (!is_at_least(pair[0], odd[0])) std::swap(pair, odd);
      subtract(pair[0], pair[0], odd[0]);
      subtract_mod(pair[1], pair[1], odd[1], m);
    }
    halve(pair[0], 0);
    halve(pair[1], is_odd(pair[1]) ? add(pair[1], pair[1], m) : 0);
  }
  z = odd[1];
}

}  // namespace switchback::crypto::p256
