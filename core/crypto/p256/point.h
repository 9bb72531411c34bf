// Points of the curve P-256 (SP 800-186, 3.2.1.3). Coordinates are elements of the field.
#pragma once

#include "core/crypto/p256/field.h"

namespace switchback::crypto::p256 {

// The order of the curve: n times any point is 0.
inline constexpr Number kN = {0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0, 0xffffffff};

// A point other than 0.
struct AffinePoint {
  Number x;
  Number y;

  bool operator==(const AffinePoint&) const = default;
};

// The sum, in kX, kY and kZ, is the point (X / Z^2, Y / Z^3), or 0 if Z is 0 (Jacobian
// coordinates).

// sum = 2 sum. Overwrites kA and kB.
void double_sum(Registers& registers);

// sum = sum + q, or sum - q if `negative`. Complete: the sum may be 0, q or -q. Overwrites all
// registers.
void add_to_sum(Registers& registers, const AffinePoint& q, bool negative);

}  // namespace switchback::crypto::p256
