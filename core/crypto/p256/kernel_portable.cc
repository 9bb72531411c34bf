#include <algorithm>

#include "core/crypto/p256/kernel.h"

namespace switchback::crypto::p256::portable {
namespace {

constexpr unsigned kWords = 8;
constexpr unsigned kWordBits = 32;

constexpr std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> kWordBits); }

// x * y + a + b, which is at most 2^64 - 1.
inline std::uint64_t multiply_add(std::uint32_t x, std::uint32_t y, std::uint32_t a, std::uint32_t b) {
#if defined(__ARM_FEATURE_DSP)
  asm("umaal %0, %1, %2, %3" : "+r"(a), "+r"(b) : "r"(x), "r"(y));
  return std::uint64_t{b} << kWordBits | a;
#else
  return std::uint64_t{x} * y + a + b;
#endif
}

// Adds a[0] * p to the ten words at `a`. a[0] would become 0, and is not written. `top` is a[8] and
// a[9].
void reduce(std::uint32_t* a, std::uint64_t top) {
  const std::uint32_t factor = a[0];
  std::uint64_t sum = std::uint64_t{a[3]} + factor;
  a[3] = low(sum);
  for (unsigned i = 4; i < 6; ++i) {
    sum = std::uint64_t{a[i]} + high(sum);
    a[i] = low(sum);
  }
  sum = std::uint64_t{a[6]} + factor + high(sum);
  a[6] = low(sum);
  const std::uint64_t borrowed = (std::uint64_t{1} << kWordBits) + a[7] + high(sum) - factor;
  a[7] = low(borrowed);
  top += std::uint64_t{factor} + high(borrowed) - 1;
  a[8] = low(top);
  a[9] = high(top);
}

}  // namespace

[[gnu::noinline]] std::uint32_t add(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* y) {
  std::uint32_t carry = 0;
  for (unsigned i = 0; i < kWords; ++i) {
    const std::uint64_t sum = std::uint64_t{x[i]} + y[i] + carry;
    z[i] = low(sum);
    carry = high(sum);
  }
  return carry;
}

[[gnu::noinline]] std::uint32_t subtract(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* y) {
  std::uint32_t borrow = 0;
  for (unsigned i = 0; i < kWords; ++i) {
    const std::uint64_t difference = std::uint64_t{x[i]} - y[i] - borrow;
    z[i] = low(difference);
    borrow = high(difference) & 1;
  }
  return borrow;
}

// Row i adds x[i] * y to the words from i on, then a multiple of p that makes the lowest of them 0.
[[gnu::noinline]] void multiply(std::uint32_t* product, const std::uint32_t* x, const std::uint32_t* y) {
  std::fill_n(product, 2 * kWords + 1, std::uint32_t{0});
  for (unsigned i = 0; i < kWords; ++i) {
    std::uint32_t* const row = product + i;
    std::uint32_t carry = 0;
    for (unsigned j = 0; j < kWords; ++j) {
      const std::uint64_t sum = multiply_add(x[i], y[j], row[j], carry);
      row[j] = low(sum);
      carry = high(sum);
    }
    reduce(row, std::uint64_t{row[kWords]} + carry);
  }
}

}  // namespace switchback::crypto::p256::portable
