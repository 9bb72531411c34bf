#include "tests/support/p256/points.h"

#include "core/crypto/p256/encoding.h"
#include "tests/support/p256/numbers.h"
#include "tests/support/p256/reference.h"

namespace switchback::crypto::p256::testing {
namespace {

// Of elements.
Number times_element(const Number& x, const Number& y) { return from_element(product(x, y, kP)); }

}  // namespace

AffinePoint to_point(const PlainPoint& plain) { return {to_element(plain.x), to_element(plain.y)}; }

PlainPoint plain_generator() {
  return {from_hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
          from_hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")};
}

AffinePoint generator() { return to_point(plain_generator()); }

void set_sum(Registers& registers, const AffinePoint& point, const Number& z) {
  const Number squared = times_element(z, z);
  registers[kX] = times_element(point.x, squared);
  registers[kY] = times_element(point.y, times_element(squared, z));
  registers[kZ] = z;
}

std::optional<PlainPoint> plain_sum(Registers& registers) {
  if (registers[kZ] == Number{}) return std::nullopt;
  AffinePoint point;
  to_affine(point, registers);
  return PlainPoint{from_element(point.x), from_element(point.y)};
}

OwnedComb::OwnedComb(const AffinePoint& point, unsigned teeth) : table_(std::size_t{1} << (teeth - 1)) {
  make_comb(table_, point);
  comb_ = {.first = table_[0], .others = table_.data() + 1, .columns = kBits / teeth};
}

}  // namespace switchback::crypto::p256::testing
