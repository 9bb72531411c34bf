#include "core/crypto/p256/comb.h"

#include <bit>

#include "core/crypto/p256/encoding.h"

namespace switchback::crypto::p256 {
namespace {

constexpr unsigned kWordBits = 32;

}  // namespace

// An odd k is the sum of (2 b_i - 1) 2^i over i = 0 to 255, where the bits b are those of
// (k + 2^256 - 1) / 2 = (k - 1) / 2 + 2^255. An even k is the negative of n - k, which is odd.
[[gnu::noinline]] void recode(SignedScalar& scalar) {
  scalar.negative = (scalar.bits[0] & 1) == 0;
  if (scalar.negative) subtract(scalar.bits, kN, scalar.bits);
  halve(scalar.bits, 1);
}

[[gnu::noinline]] void add_column(Registers& registers, const Comb& comb, const SignedScalar& scalar, unsigned column) {
  unsigned index = 0;
  unsigned highest = 1;  // the highest tooth's place in `index`
  for (unsigned bit = column; bit < kBits; bit += comb.columns, highest <<= 1) {
    if ((scalar.bits[bit / kWordBits] >> bit % kWordBits & 1) != 0) index |= highest;
  }
  highest >>= 1;
  const bool swapped = (index & highest) == 0;
  if (swapped) index = ~index;
  index &= highest - 1;
  const AffinePoint& point = index == 0 ? comb.first : comb.others[index - 1];
  add_to_sum(registers, point, swapped != scalar.negative);
}

void make_comb(std::span<AffinePoint> table, const AffinePoint& point) {
  const auto teeth = static_cast<unsigned>(std::bit_width(table.size()));
  std::array<AffinePoint, kMaxTeeth> multiples;  // 2^(columns * tooth) times the point
  Registers registers{};
  multiples[0] = point;
  for (unsigned tooth = 1; tooth < teeth; ++tooth) {
    registers[kZ] = {};
    add_to_sum(registers, multiples[tooth - 1], false);
    for (unsigned i = 0; i < kBits / teeth; ++i) double_sum(registers);
    to_affine(multiples[tooth], registers);
  }
  for (std::size_t index = 0; index < table.size(); ++index) {
    registers[kZ] = {};
    add_to_sum(registers, multiples[teeth - 1], false);
    for (unsigned tooth = 0; tooth + 1 < teeth; ++tooth) {
      add_to_sum(registers, multiples[tooth], (index >> tooth & 1) == 0);
    }
    to_affine(table[index], registers);
  }
}

}  // namespace switchback::crypto::p256
