// Arithmetic on numbers by the simplest means, to compare core's with: it uses none of core's
// functions.
#pragma once

#include "core/crypto/p256/number.h"

namespace switchback::crypto::p256::testing {

bool is_less(const Number& x, const Number& y);

// Modulo 2^256.
Number sum(const Number& x, const Number& y);
Number difference(const Number& x, const Number& y);

// Modulo `m`, for x and y below m.
Number sum(const Number& x, const Number& y, const Number& m);
Number difference(const Number& x, const Number& y, const Number& m);
Number product(const Number& x, const Number& y, const Number& m);  // bit by bit

// An element in Montgomery's form, and back.
Number to_element(const Number& x);
Number from_element(const Number& x);

}  // namespace switchback::crypto::p256::testing
