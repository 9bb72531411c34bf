// Points for tests, between plain coordinates and the form of the arithmetic.
#pragma once

#include <optional>
#include <vector>

#include "core/crypto/p256/comb.h"

namespace switchback::crypto::p256::testing {

// A point other than 0, without Montgomery's factor.
struct PlainPoint {
  Number x;
  Number y;

  bool operator==(const PlainPoint&) const = default;
};

AffinePoint to_point(const PlainPoint& plain);
PlainPoint plain_generator();
AffinePoint generator();

// Sets the sum to `point`, in the representation with this Z, which is an element other than 0.
void set_sum(Registers& registers, const AffinePoint& point, const Number& z);

// The sum; nothing if it is 0. Overwrites the registers.
std::optional<PlainPoint> plain_sum(Registers& registers);

// A comb and its table.
class OwnedComb {
 public:
  // 1, 2 or 4 teeth.
  OwnedComb(const AffinePoint& point, unsigned teeth);
  OwnedComb(const OwnedComb&) = delete;
  OwnedComb& operator=(const OwnedComb&) = delete;

  operator const Comb&() const { return comb_; }
  const std::vector<AffinePoint>& table() const { return table_; }

 private:
  std::vector<AffinePoint> table_;
  Comb comb_;
};

}  // namespace switchback::crypto::p256::testing
