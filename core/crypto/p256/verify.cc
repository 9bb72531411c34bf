#include "core/crypto/p256/verify.h"

#include <algorithm>

#include "core/base/fault.h"
#include "core/crypto/p256/encoding.h"

namespace switchback::crypto::p256 {
namespace {

constexpr Step kSquareZ[] = {times(kZ, kZ, kZ)};

}  // namespace

// noipa: the rig needs a call with all arguments (rig/arm/pure_calls.h).
[[gnu::noipa]] void multiply_add(const Comb& generator, const Comb& key, Work& work) {
  unsigned column = std::max(generator.columns, key.columns);
  while (column != 0) {
    --column;
    double_sum(work.registers);
    if (column < generator.columns) add_column(work.registers, generator, work.u1, column);
    if (column < key.columns) add_column(work.registers, key, work.u2, column);
  }
  require(opaque(column) == 0);
}

bool verify(const Comb& generator, const Comb& key, std::span<const std::uint8_t, 32> digest, const Number& r,
            const Number& s, Work& work) {
  work = {};
  if (!is_scalar(r) || !is_scalar(s)) return false;
  Registers& registers = work.registers;
  Number& x = registers[kX];
  decode_digest(x, digest);
  divide(work.u1.bits, x, s, kN, registers.spare());
  divide(work.u2.bits, r, s, kN, registers.spare());
  if (is_zero(work.u1.bits) || is_zero(work.u2.bits)) return false;
  recode(work.u1);
  recode(work.u2);
  multiply_add(generator, key, work);
  calculate(registers, kSquareZ);
  divide(x, x, registers[kZ], kP, registers.spare());
  reduce(x);
  return x == r;
}

}  // namespace switchback::crypto::p256
