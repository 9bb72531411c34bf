// A fixed point's precomputed multiples: a signed comb (Lim, Lee, More flexible exponentiation with
// precomputation, CRYPTO '94; signed digits as in Hedabou and others, 2005).
//
// A comb of T teeth divides the 256 bits of a scalar into T parts of C = 256 / T columns. Every bit
// stands for +1 or -1, so that each column of T bits selects one of 2^T sums of +-2^(C t) P, for t
// = 0 to T - 1. The table has those sums in which the highest tooth is positive: bit t of an index
// tells whether tooth t is positive. The others are their negatives.
#pragma once

#include "core/crypto/p256/point.h"

namespace switchback::crypto::p256 {

constexpr unsigned kMaxTeeth = 4;

// With one tooth, the table is the point itself. `others` belongs to the caller.
struct Comb {
  AffinePoint first;                    // of the table
  const AffinePoint* others = nullptr;  // 2^(T - 1) - 1 more
  std::uint32_t columns = kBits;        // 256 / T, for 1, 2 or 4 teeth
};

// A scalar whose bits stand for +1 and -1.
struct SignedScalar {
  Number bits;
  bool negative;  // the scalar's negative is meant
};

// Recodes `scalar`, which is in [1, n - 1].
void recode(SignedScalar& scalar);

// Fills the table of a comb of `point`. The table has 1, 2 or 8 entries, for 1, 2 or 4 teeth.
void make_comb(std::span<AffinePoint> table, const AffinePoint& point);

// Adds to the registers' sum the multiple of the comb's point that the bits of `scalar` in `column`
// select.
void add_column(Registers& registers, const Comb& comb, const SignedScalar& scalar, unsigned column);

}  // namespace switchback::crypto::p256
