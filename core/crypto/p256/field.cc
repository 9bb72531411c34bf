#include "core/crypto/p256/field.h"

#include <algorithm>

#include "core/crypto/p256/kernel.h"

namespace switchback::crypto::p256 {
namespace {

// z = x * y / 2^256 modulo 2^256. Returns the carry; the product is below 2p.
std::uint32_t multiply(Number& z, const Number& x, const Number& y, std::uint32_t* product) {
  kernel::multiply(product, x.data(), y.data());
  std::copy_n(product + kWords, kWords, z.data());
  constexpr std::size_t kLast = 2 * std::size_t{kWords};
  return product[kLast];
}

}  // namespace

[[gnu::noinline]] void calculate(Registers& registers, std::span<const Step> steps) {
  for (const Step step : steps) {
    constexpr unsigned kMask = 15;
    Number& z = registers.numbers[step & kMask];
    const Number& x = registers.numbers[step >> 4 & kMask];
    const Number& y = registers.numbers[step >> 8 & kMask];
    if (step >> 12 == kSubtract) {
      subtract_mod(z, x, y, kP);
      continue;
    }
    const std::uint32_t carry = step >> 12 == kAdd ? add(z, x, y) : multiply(z, x, y, registers.product.data());
    if (carry != 0 || is_at_least(z, kP)) subtract(z, z, kP);
  }
}

}  // namespace switchback::crypto::p256
