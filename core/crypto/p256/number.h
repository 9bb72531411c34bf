// Numbers of 256 bits and arithmetic modulo an odd number. For public data only: the time of a call
// depends on the values.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace switchback::crypto::p256 {

constexpr unsigned kWords = 8;
constexpr unsigned kBits = 256;

using Number = std::array<std::uint32_t, kWords>;  // the lowest word first

// z = x + y and z = x - y, modulo 2^256. Return the carry or the borrow, 0 or 1. `z` may be `x` or
// `y`.
std::uint32_t add(Number& z, const Number& x, const Number& y);
std::uint32_t subtract(Number& z, const Number& x, const Number& y);

bool is_zero(const Number& x);
bool is_at_least(const Number& x, const Number& y);

// x = (carry * 2^256 + x) / 2, rounded down.
void halve(Number& x, std::uint32_t carry);

// z = x - y modulo m, for x and y below m. `z` may be `x` or `y`.
void subtract_mod(Number& z, const Number& x, const Number& y, const Number& m);

// z = b / a modulo the prime m, for a and b below m; 0 if a is 0. `z` may be `a` or `b`. Binary
// extended algorithm (Knuth, The Art of Computer Programming, volume 2, 4.5.2): at most 512 steps.
void divide(Number& z, const Number& b, const Number& a, const Number& m, std::span<Number, 4> memory);

}  // namespace switchback::crypto::p256
