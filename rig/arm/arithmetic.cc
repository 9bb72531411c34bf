// The processor's instructions that only compute: A5.2.1 and A5.2.2 of the manual.
#include <bit>

#include "rig/arm/encoding.h"
#include "rig/arm/interpreter.h"

namespace switchback::rig {

// LSL, LSR and ASR (immediate).
void ArmInterpreter::shift_by_number(std::uint32_t code) {
  const std::uint32_t value = get(field(code, 3, 3));
  const std::uint32_t count = field(code, 6, 5);
  const std::uint32_t kind = field(code, 11, 2);
  std::uint32_t result = value;
  if (kind == 0 && count != 0) {
    state_.carry = field(value, 32 - count, 1) != 0;
    result = value << count;
  } else if (kind == 1) {
    state_.carry = field(value, (count + 31) % 32, 1) != 0;
    result = count == 0 ? 0 : value >> count;
  } else if (kind == 2) {
    state_.carry = field(value, (count + 31) % 32, 1) != 0;
    const std::uint32_t sign = value >> 31 != 0 ? 0xffffffffu : 0;
    result = count == 0 ? sign : value >> count | (sign << (32 - count));
  }
  set_result(field(code, 0, 3), result);
}

// ADD and SUB of a register or a number up to 7.
void ArmInterpreter::add_small(std::uint32_t code) {
  const std::uint32_t right = field(code, 10, 1) != 0 ? field(code, 6, 3) : get(field(code, 6, 3));
  const bool subtracts = field(code, 9, 1) != 0;
  set(field(code, 0, 3), add_with_carry(get(field(code, 3, 3)), subtracts ? ~right : right, subtracts));
}

// MOV, CMP, ADD and SUB of a byte.
void ArmInterpreter::immediate(std::uint32_t code) {
  const std::uint32_t number = field(code, 0, 8);
  const unsigned to = field(code, 8, 3);
  switch (field(code, 11, 2)) {
    case 0:
      return set_result(to, number);
    case 1:
      add_with_carry(get(to), ~number, true);
      return;
    case 2:
      return set(to, add_with_carry(get(to), number, false));
    default:
      return set(to, add_with_carry(get(to), ~number, true));
  }
}

// A5.2.2.
void ArmInterpreter::process(std::uint32_t code) {
  const unsigned to = field(code, 0, 3);
  const std::uint32_t left = get(to);
  const std::uint32_t right = get(field(code, 3, 3));
  const std::uint32_t count = right & 0xff;
  switch (field(code, 6, 4)) {
    case 0:
      return set_result(to, left & right);
    case 1:
      return set_result(to, left ^ right);
    case 2:  // LSL
      if (count != 0) state_.carry = count <= 32 && field(left, (32 - count) % 32, 1) != 0;
      return set_result(to, count < 32 ? left << count : 0);
    case 3:  // LSR
      if (count != 0) state_.carry = count <= 32 && field(left, (count + 31) % 32, 1) != 0;
      return set_result(to, count < 32 ? left >> count : 0);
    case 4: {  // ASR
      const std::uint32_t sign = left >> 31 != 0 ? 0xffffffffu : 0;
      if (count != 0) state_.carry = count < 32 ? field(left, count - 1, 1) != 0 : sign != 0;
      if (count == 0) return set_result(to, left);
      return set_result(to, count < 32 ? left >> count | sign << (32 - count) : sign);
    }
    case 5:
      return set(to, add_with_carry(left, right, state_.carry));
    case 6:
      return set(to, add_with_carry(left, ~right, state_.carry));
    case 7: {  // ROR
      const std::uint32_t result = std::rotr(left, static_cast<int>(count % 32));
      if (count != 0) state_.carry = result >> 31 != 0;
      return set_result(to, result);
    }
    case 8:
      return flags_of(left & right);
    case 9:  // RSB: 0 − right
      return set(to, add_with_carry(~right, 0, true));
    case 10:
      add_with_carry(left, ~right, true);
      return;
    case 11:
      add_with_carry(left, right, false);
      return;
    case 12:
      return set_result(to, left | right);
    case 13:
      return set_result(to, left * right);
    case 14:
      return set_result(to, left & ~right);
    default:
      return set_result(to, ~right);
  }
}

std::uint32_t ArmInterpreter::add_with_carry(std::uint32_t a, std::uint32_t b, bool carry) {
  const std::uint64_t sum = std::uint64_t{a} + b + (carry ? 1 : 0);
  const auto result = static_cast<std::uint32_t>(sum);
  flags_of(result);
  state_.carry = sum >> 32 != 0;
  state_.overflow = ((a ^ result) & (b ^ result)) >> 31 != 0;
  return result;
}

}  // namespace switchback::rig
