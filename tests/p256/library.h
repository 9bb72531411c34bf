// Mbed TLS's arithmetic, to compare core's with. All numbers are plain. Functions abort if the
// library fails on inputs that it must take.
#pragma once

#include <optional>

#include "tests/support/p256/signatures.h"

namespace switchback::crypto::p256::testing {

// Modulo `m`.
Number library_sum(const Number& x, const Number& y, const Number& m);
Number library_difference(const Number& x, const Number& y, const Number& m);
Number library_product(const Number& x, const Number& y, const Number& m);
Number library_quotient(const Number& b, const Number& a, const Number& m);  // a is not 0

// A point with this x, if there is one. x is below p.
std::optional<PlainPoint> library_point_at(const Number& x);

// u1 one + u2 two; nothing if that is 0. The factors are below n.
std::optional<PlainPoint> library_multiply_add(const Number& u1, const PlainPoint& one, const Number& u2,
                                               const PlainPoint& two);

bool library_is_on_curve(const PlainPoint& point);

// The verdict of mbedtls_ecdsa_verify(). The key is on the curve.
bool library_verdict(const Signature& signature);

}  // namespace switchback::crypto::p256::testing
