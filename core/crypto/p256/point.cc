// Formulas: Hankerson, Menezes, Vanstone, Guide to Elliptic Curve Cryptography, algorithms 3.21 and
// 3.22, for a curve with a = -3.
#include "core/crypto/p256/point.h"

namespace switchback::crypto::p256 {
namespace {

// clang-format off
constexpr Step kDouble[] = {
    times(kB, kZ, kZ), plus(kA, kX, kB), minus(kB, kX, kB), times(kB, kB, kA), plus(kA, kB, kB),
    plus(kA, kA, kB),                                        // A = 3 (X + Z^2) (X - Z^2)
    times(kZ, kY, kZ), plus(kZ, kZ, kZ),                     // Z = 2 Y Z
    times(kY, kY, kY), plus(kY, kY, kY),                     // Y = 2 Y^2
    times(kB, kX, kY), plus(kB, kB, kB),                     // B = 2 X Y
    times(kY, kY, kY), plus(kY, kY, kY),                     // Y = 2 Y^2
    times(kX, kA, kA), minus(kX, kX, kB), minus(kX, kX, kB), // X = A^2 - 2 B
    minus(kB, kB, kX), times(kB, kB, kA), minus(kY, kB, kY), // Y = A (B - X) - Y
};

constexpr Step kDifferences[] = {
    times(kA, kZ, kZ), times(kB, kA, kZ),
    times(kA, kA, kQx), minus(kA, kA, kX),                   // A = Qx Z^2 - X
    times(kB, kB, kQy), minus(kB, kB, kY),                   // B = Qy Z^3 - Y
};

constexpr Step kSum[] = {
    times(kZ, kZ, kA),                                       // Z = A Z
    times(kC, kA, kA), times(kA, kC, kA),                    // A = A^3
    times(kC, kC, kX),                                       // C = A^2 X
    times(kX, kB, kB), minus(kX, kX, kC), minus(kX, kX, kC),
    minus(kX, kX, kA),                                       // X = B^2 - 2 C - A
    minus(kC, kC, kX), times(kC, kC, kB), times(kA, kA, kY),
    minus(kY, kC, kA),                                       // Y = B (C - X) - A Y
};
// clang-format on

}  // namespace

void double_sum(Registers& registers) { calculate(registers, kDouble); }

// Where the sum is -q, A is 0 and B is not, and Z becomes 0.
[[gnu::noinline]] void add_to_sum(Registers& registers, const AffinePoint& q, bool negative) {
  registers[kQx] = q.x;
  registers[kQy] = q.y;
  if (negative) subtract(registers[kQy], kP, registers[kQy]);
  if (is_zero(registers[kZ])) {
    registers[kX] = registers[kQx];
    registers[kY] = registers[kQy];
    subtract(registers[kZ], registers[kZ], kP);  // 2^256 - p is 1 in Montgomery's form
    return;
  }
  calculate(registers, kDifferences);
  if (is_zero(registers[kA]) && is_zero(registers[kB])) return double_sum(registers);
  calculate(registers, kSum);
}

}  // namespace switchback::crypto::p256
