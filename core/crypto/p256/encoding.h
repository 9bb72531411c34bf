// Public keys as bytes, and in the form in which the arithmetic keeps them.
#pragma once

#include <span>

#include "core/crypto/p256/point.h"

namespace switchback::crypto::p256 {

constexpr std::size_t kPointBytes = 64;  // x || y, each big-endian (SEC 1, 2.3.3, without its first byte)

// Reads a big-endian number.
void decode_number(Number& number, std::span<const std::uint8_t, 32> bytes);

// Reads a digest as a number modulo n (FIPS 186-5, 6.4.2).
void decode_digest(Number& number, std::span<const std::uint8_t, 32> digest);

// number = number modulo n, for a number below 2n.
void reduce(Number& number);

// Whether a number is in [1, n - 1].
bool is_scalar(const Number& number);

// Returns whether `bytes` are a point of the curve other than 0; `point` holds it. Overwrites
// `registers`.
bool decode_point(AffinePoint& point, std::span<const std::uint8_t, kPointBytes> bytes, Registers& registers);

// The sum in `registers`, which is not 0, as an affine point. Overwrites `registers`.
void to_affine(AffinePoint& point, Registers& registers);

// x and y without Montgomery's factor.
AffinePoint plain_coordinates(const AffinePoint& point, Registers& registers);

}  // namespace switchback::crypto::p256
