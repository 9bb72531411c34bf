// The field of P-256 (FIPS 186-5; SP 800-186, 3.2.1.3): numbers modulo p = 2^256 - 2^224 + 2^192 +
// 2^96 - 1. An element a is kept as a * 2^256 modulo p (Montgomery's form), and is below p.
//
// Formulas are tables of steps, which calculate() executes. On a Cortex-M0 this takes 256 bytes
// less than calls of functions.
#pragma once

#include <span>

#include "core/crypto/p256/number.h"

namespace switchback::crypto::p256 {

inline constexpr Number kP = {0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 1, 0xffffffff};
inline constexpr Number kOne = {1, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe, 0};  // 2^256 mod p

// Where the numbers of a calculation are kept. kX, kY and kZ, and kQx and kQy, are points
// (core/crypto/p256/point.h); the others are for intermediate results.
enum Register : std::uint8_t { kX, kY, kZ, kQx, kQy, kA, kB, kC, kRegisters };

struct Registers {
  std::array<Number, kRegisters> numbers;
  std::array<std::uint32_t, 2 * kWords + 1> product;

  Number& operator[](Register name) { return numbers[name]; }
  std::span<Number, 4> spare() { return std::span(numbers).subspan<kQx, 4>(); }  // kQx to kB
};

// One operation on elements: its result's register in bits 0 to 3, those of its operands in bits 4
// to 7 and 8 to 11, and its kind from bit 12 on. The registers may be the same.
using Step = std::uint16_t;

enum Operation : std::uint8_t { kAdd, kSubtract, kMultiply };

constexpr Step step(Operation operation, Register z, Register x, Register y) {
  return static_cast<Step>(operation << 12 | y << 8 | x << 4 | z);
}
constexpr Step plus(Register z, Register x, Register y) { return step(kAdd, z, x, y); }
constexpr Step minus(Register z, Register x, Register y) { return step(kSubtract, z, x, y); }
constexpr Step times(Register z, Register x, Register y) { return step(kMultiply, z, x, y); }

void calculate(Registers& registers, std::span<const Step> steps);

}  // namespace switchback::crypto::p256
