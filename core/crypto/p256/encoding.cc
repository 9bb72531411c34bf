#include "core/crypto/p256/encoding.h"

namespace switchback::crypto::p256 {
namespace {

// 2^512 modulo p: multiplied by it, a number is in Montgomery's form.
constexpr Number kToElement = {3, 0, 0xffffffff, 0xfffffffb, 0xfffffffe, 0xffffffff, 0xfffffffd, 4};
constexpr Number kUnit = {1};  // multiplied by it, an element is a plain number

// The curve's b, in Montgomery's form: y^2 = x^3 - 3 x + b.
constexpr Number kCurveB = {0x29c4bddf, 0xd89cdf62, 0x78843090, 0xacf005cd,
                            0xf7212ed6, 0xe5a220ab, 0x04874834, 0xdc30061d};

constexpr Step kConvert[] = {times(kX, kX, kA), times(kY, kY, kA)};

// A = x^3 - 3 x + B, B = y^2
constexpr Step kEquation[] = {
    times(kA, kX, kX), times(kA, kA, kX), minus(kA, kA, kX), minus(kA, kA, kX),
    minus(kA, kA, kX), plus(kA, kA, kB),  times(kB, kY, kY),
};

constexpr Step kPowersOfZ[] = {times(kC, kZ, kZ), times(kZ, kC, kZ)};  // C = Z^2, Z = Z^3

// Multiplies both coordinates by `factor`.
void convert(Registers& registers, const Number& factor) {
  registers[kA] = factor;
  calculate(registers, kConvert);
}

}  // namespace

void decode_number(Number& number, std::span<const std::uint8_t, 32> bytes) {
  number = {};
  for (unsigned i = 0; i < bytes.size(); ++i) {
    std::uint32_t& word = number[(bytes.size() - 1 - i) / sizeof(std::uint32_t)];
    word = word << 8 | bytes[i];
  }
}

void reduce(Number& number) {
  if (is_at_least(number, kN)) subtract(number, number, kN);
}

void decode_digest(Number& number, std::span<const std::uint8_t, 32> digest) {
  decode_number(number, digest);
  reduce(number);
}

bool is_scalar(const Number& number) { return !is_zero(number) && !is_at_least(number, kN); }

bool decode_point(AffinePoint& point, std::span<const std::uint8_t, kPointBytes> bytes, Registers& registers) {
  decode_number(registers[kX], bytes.first<32>());
  decode_number(registers[kY], bytes.last<32>());
  if (is_at_least(registers[kX], kP) || is_at_least(registers[kY], kP)) return false;
  convert(registers, kToElement);
  point = {registers[kX], registers[kY]};
  registers[kB] = kCurveB;
  calculate(registers, kEquation);
  return registers[kA] == registers[kB];
}

void to_affine(AffinePoint& point, Registers& registers) {
  calculate(registers, kPowersOfZ);
  divide(registers[kX], registers[kX], registers[kC], kP, registers.spare());
  divide(registers[kY], registers[kY], registers[kZ], kP, registers.spare());
  convert(registers, kToElement);
  point = {registers[kX], registers[kY]};
}

AffinePoint plain_coordinates(const AffinePoint& point, Registers& registers) {
  registers[kX] = point.x;
  registers[kY] = point.y;
  convert(registers, kUnit);
  return {registers[kX], registers[kY]};
}

}  // namespace switchback::crypto::p256
