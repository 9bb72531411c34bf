// Chapter A5 of the manual has the encodings in this order, A6 the instructions.
#include "rig/arm/interpreter.h"

#include <bit>

#include "rig/arm/encoding.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kHardFault = 3;
constexpr std::uint32_t kSupervisorCall = 11;
constexpr std::uint32_t kReturnToThread = 0xfffffff9;  // EXC_RETURN: to thread mode, main stack
constexpr std::uint32_t kReturnToHandler = 0xfffffff1;
constexpr std::uint32_t kFrameBytes = 32;

// Special registers by number; those below the main stack pointer's are parts of the program
// status.
constexpr std::uint32_t kWithoutFlags = 4;
constexpr std::uint32_t kMainStack = 8;
constexpr std::uint32_t kPriorityMask = 16;

bool is_wide(std::uint32_t first) { return first >= 0xe800; }

}  // namespace

void ArmInterpreter::reset() {
  state_ = {};
  std::uint32_t value = 0;
  if (memory_->load(0, 4, value)) state_.registers[kStackPointer] = value & ~3u;
  if (memory_->load(4, 4, value)) state_.registers[kProgramCounter] = value & ~1u;
}

std::uint32_t ArmInterpreter::instruction_bytes(std::uint32_t address) const {
  std::uint16_t first = 0;
  return memory_->fetch(address, first) && is_wide(first) ? 4 : 2;
}

ArmStep ArmInterpreter::step() {
  std::uint16_t first = 0;
  std::uint16_t second = 0;
  written_ = 0;
  const bool fetched =
      memory_->fetch(state_.pc(), first) && (!is_wide(first) || memory_->fetch(state_.pc() + 2, second));
  return fetched ? execute(first, second) : take_exception(kHardFault, state_.pc());
}

ArmStep ArmInterpreter::step_as(std::uint16_t first, std::uint16_t second) {
  written_ = 0;
  return execute(first, second);
}

ArmStep ArmInterpreter::execute(std::uint16_t first, std::uint16_t second) {
  const std::uint32_t here = state_.pc();
  const bool wide = is_wide(first);
  next_ = here + (wide ? 4 : 2);
  waits_ = false;
  wanted_exception_ = 0;
  const bool ran = wide ? run_wide(first, second) : run_narrow(first);
  if (!ran) return take_exception(kHardFault, here);
  written_ &= (1u << kProgramCounter) - 1;
  if (wanted_exception_ != 0) return take_exception(wanted_exception_, next_);
  state_.registers[kProgramCounter] = next_;
  return waits_ ? ArmStep::kWaiting : ArmStep::kRan;
}

// A5.3: BL, MSR, MRS and barriers.
bool ArmInterpreter::run_wide(std::uint32_t first, std::uint32_t second) {
  if (field(first, 11, 5) != 0b11110 || field(second, 15, 1) == 0) return false;
  if (field(second, 14, 1) == 1 && field(second, 12, 1) == 1) {
    const std::uint32_t sign = field(first, 10, 1);
    const std::uint32_t high = (field(second, 13, 1) ^ sign ^ 1) << 1 | (field(second, 11, 1) ^ sign ^ 1);
    const std::uint32_t offset = sign << 24 | high << 22 | field(first, 0, 10) << 12 | field(second, 0, 11) << 1;
    set(kLinkRegister, next_ | 1);
    next_ = get(kProgramCounter) + sign_extended(offset, 25);
    return true;
  }
  if (field(second, 12, 3) != 0) return false;
  const std::uint32_t special = field(second, 0, 8);
  if ((first & 0xfff0) == 0xf380) {
    write_special(special, get(field(first, 0, 4)));
    return true;
  }
  if (first == 0xf3ef) {
    set(field(second, 8, 4), read_special(special));
    return true;
  }
  // DSB, DMB, ISB.
  return first == 0xf3bf && field(second, 4, 8) >= 0xf4 && field(second, 4, 8) <= 0xf6;
}

// B5.2.3 (MSR). There is no process stack.
void ArmInterpreter::write_special(std::uint32_t number, std::uint32_t value) {
  if (number < kMainStack && (number & kWithoutFlags) == 0) set_flags(value);
  if (number == kMainStack) set(kStackPointer, value & ~3u);
  if (number == kPriorityMask) state_.primask = value & 1;
}

// B5.2.2 (MRS).
std::uint32_t ArmInterpreter::read_special(std::uint32_t number) const {
  if (number == kMainStack) return get(kStackPointer);
  if (number == kPriorityMask) return state_.primask;
  if (number > kMainStack) return 0;
  return ((number & kWithoutFlags) == 0 ? flags() : 0) | ((number & 1) != 0 ? state_.exception : 0);
}

std::uint32_t ArmInterpreter::flags() const {
  return (state_.negative ? 1u << 31 : 0) | (state_.zero ? 1u << 30 : 0) | (state_.carry ? 1u << 29 : 0) |
         (state_.overflow ? 1u << 28 : 0);
}

void ArmInterpreter::set_flags(std::uint32_t status) {
  flags_of(status);
  state_.zero = field(status, 30, 1) != 0;
  state_.carry = field(status, 29, 1) != 0;
  state_.overflow = field(status, 28, 1) != 0;
}

// A5.2.
bool ArmInterpreter::run_narrow(std::uint32_t code) {
  switch (code >> 11) {
    case 0b00000:
    case 0b00001:
    case 0b00010:
      shift_by_number(code);
      return true;
    case 0b00011:
      add_small(code);
      return true;
    case 0b00100:
    case 0b00101:
    case 0b00110:
    case 0b00111:
      immediate(code);
      return true;
    case 0b01000:
      if (field(code, 10, 1) != 0) return high_registers(code);
      process(code);
      return true;
    case 0b01001:  // LDR (literal)
      return load((get(kProgramCounter) & ~3u) + field(code, 0, 8) * 4, 4, field(code, 8, 3));
    case 0b01010:
    case 0b01011:
      return load_store_register(code);
    case 0b01100:
    case 0b01101:
    case 0b01110:
    case 0b01111:
    case 0b10000:
    case 0b10001:
      return load_store_offset(code);
    case 0b10010:
      return memory_->store(get(kStackPointer) + field(code, 0, 8) * 4, 4, get(field(code, 8, 3)));
    case 0b10011:
      return load(get(kStackPointer) + field(code, 0, 8) * 4, 4, field(code, 8, 3));
    case 0b10100:  // ADR
      set(field(code, 8, 3), (get(kProgramCounter) & ~3u) + field(code, 0, 8) * 4);
      return true;
    case 0b10101:
      set(field(code, 8, 3), get(kStackPointer) + field(code, 0, 8) * 4);
      return true;
    case 0b10110:
    case 0b10111:
      return miscellaneous(code);
    case 0b11000:
    case 0b11001:
      return transfer_many(code);
    case 0b11010:
    case 0b11011:
      return branch_if(code);
    default:  // 0b11100: B
      next_ = get(kProgramCounter) + sign_extended(field(code, 0, 11) << 1, 12);
      return true;
  }
}

// A5.2.3: ADD, CMP and MOV of any register, BX and BLX.
bool ArmInterpreter::high_registers(std::uint32_t code) {
  const unsigned to = field(code, 7, 1) << 3 | field(code, 0, 3);
  const std::uint32_t value = get(field(code, 3, 4));
  const std::uint32_t kind = field(code, 8, 2);
  if (kind == 1) {
    add_with_carry(get(to), ~value, true);
    return true;
  }
  if (kind == 3) {
    if (field(code, 7, 1) != 0) set(kLinkRegister, next_ | 1);
    return branch_exchange(value);
  }
  const std::uint32_t result = kind == 0 ? get(to) + value : value;
  if (to == kProgramCounter) {
    next_ = result & ~1u;
  } else {
    set(to, to == kStackPointer ? result & ~3u : result);
  }
  return true;
}

// A5.2.4, with an offset in a register.
bool ArmInterpreter::load_store_register(std::uint32_t code) {
  const std::uint32_t address = get(field(code, 3, 3)) + get(field(code, 6, 3));
  const unsigned what = field(code, 0, 3);
  // STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH.
  constexpr std::uint32_t kSizes[8] = {4, 2, 1, 1, 4, 2, 1, 2};
  const std::uint32_t kind = field(code, 9, 3);
  if (kind < 3) return memory_->store(address, kSizes[kind], get(what));
  if (!load(address, kSizes[kind], what)) return false;
  if (kind == 3) set(what, sign_extended(get(what), 8));
  if (kind == 7) set(what, sign_extended(get(what), 16));
  return true;
}

// The same, with an offset in the instruction.
bool ArmInterpreter::load_store_offset(std::uint32_t code) {
  const std::uint32_t kind = code >> 12;
  const std::uint32_t size_bytes = kind == 0b0110 ? 4 : kind == 0b0111 ? 1 : 2;
  const std::uint32_t address = get(field(code, 3, 3)) + field(code, 6, 5) * size_bytes;
  const unsigned what = field(code, 0, 3);
  return field(code, 11, 1) != 0 ? load(address, size_bytes, what) : memory_->store(address, size_bytes, get(what));
}

// A5.2.5.
bool ArmInterpreter::miscellaneous(std::uint32_t code) {
  const unsigned to = field(code, 0, 3);
  const std::uint32_t value = get(field(code, 3, 3));
  switch (field(code, 8, 4)) {
    case 0b0000: {
      const std::uint32_t offset = field(code, 0, 7) * 4;
      set(kStackPointer, field(code, 7, 1) != 0 ? get(kStackPointer) - offset : get(kStackPointer) + offset);
      return true;
    }
    case 0b0010: {  // SXTH, SXTB, UXTH, UXTB
      const std::uint32_t kind = field(code, 6, 2);
      const std::uint32_t low = value & (kind % 2 == 0 ? 0xffff : 0xff);
      set(to, kind == 0 ? sign_extended(low, 16) : kind == 1 ? sign_extended(low, 8) : low);
      return true;
    }
    case 0b0100:
    case 0b0101:
      return push(code);
    case 0b0110:  // CPS
      if ((code & 0xffef) != 0xb662) return false;
      state_.primask = field(code, 4, 1);
      return true;
    case 0b1010: {
      const std::uint32_t kind = field(code, 6, 2);
      const std::uint32_t swapped = (value & 0x00ff00ff) << 8 | (value >> 8 & 0x00ff00ff);
      if (kind == 2) return false;
      set(to, kind == 0 ? std::rotr(swapped, 16) : kind == 1 ? swapped : sign_extended(swapped & 0xffff, 16));
      return true;
    }
    case 0b1100:
    case 0b1101:
      return pop(code);
    case 0b1111:  // hints; with a mask, an IT, which ARMv6-M lacks
      if (field(code, 0, 4) != 0) return false;
      waits_ = field(code, 4, 4) == 2 || field(code, 4, 4) == 3;  // WFE, WFI
      return true;
    default:  // BKPT without a debugger, and undefined codes
      return false;
  }
}

bool ArmInterpreter::push(std::uint32_t code) {
  const std::uint32_t list = field(code, 0, 8) | field(code, 8, 1) << kLinkRegister;
  if (list == 0) return false;
  std::uint32_t address = get(kStackPointer) - 4 * static_cast<std::uint32_t>(std::popcount(list));
  const std::uint32_t top = address;
  for (unsigned number = 0; number < kProgramCounter; ++number) {
    if ((list >> number & 1) == 0) continue;
    if (!memory_->store(address, 4, get(number))) return false;
    address += 4;
  }
  set(kStackPointer, top);
  return true;
}

bool ArmInterpreter::pop(std::uint32_t code) {
  if (field(code, 0, 9) == 0) return false;
  std::uint32_t address = get(kStackPointer);
  for (unsigned number = 0; number < 8; ++number) {
    if ((code >> number & 1) == 0) continue;
    if (!load(address, 4, number)) return false;
    address += 4;
  }
  std::uint32_t target = 0;
  const bool branches = field(code, 8, 1) != 0;
  if (branches && !memory_->load(address, 4, target)) return false;
  set(kStackPointer, address + (branches ? 4 : 0));
  return !branches || branch_exchange(target);
}

// STM and LDM: the base register advances, unless it is loaded.
bool ArmInterpreter::transfer_many(std::uint32_t code) {
  const unsigned base = field(code, 8, 3);
  const bool loads = field(code, 11, 1) != 0;
  std::uint32_t address = get(base);
  if (field(code, 0, 8) == 0) return false;
  for (unsigned number = 0; number < 8; ++number) {
    if ((code >> number & 1) == 0) continue;
    if (!(loads ? load(address, 4, number) : memory_->store(address, 4, get(number)))) return false;
    address += 4;
  }
  if (!loads || (code >> base & 1) == 0) set(base, address);
  return true;
}

bool ArmInterpreter::branch_if(std::uint32_t code) {
  const std::uint32_t number = field(code, 8, 4);
  if (number == 14) return false;  // UDF
  if (number == 15) {
    wanted_exception_ = kSupervisorCall;
    return true;
  }
  if (condition(number)) next_ = get(kProgramCounter) + sign_extended(field(code, 0, 8) << 1, 9);
  return true;
}

// A6.3.
bool ArmInterpreter::condition(std::uint32_t number) const {
  bool holds = false;
  switch (number / 2) {
    case 0:
      holds = state_.zero;
      break;
    case 1:
      holds = state_.carry;
      break;
    case 2:
      holds = state_.negative;
      break;
    case 3:
      holds = state_.overflow;
      break;
    case 4:
      holds = state_.carry && !state_.zero;
      break;
    case 5:
      holds = state_.negative == state_.overflow;
      break;
    default:
      holds = state_.negative == state_.overflow && !state_.zero;
  }
  return holds != (number % 2 != 0);
}

bool ArmInterpreter::load(std::uint32_t address, std::uint32_t size_bytes, unsigned to) {
  std::uint32_t value = 0;
  if (!memory_->load(address, size_bytes, value)) return false;
  set(to, value);
  return true;
}

// A branch to an even address faults, because there is no ARM state; a real processor faults at the
// first instruction there.
bool ArmInterpreter::branch_exchange(std::uint32_t address) {
  if (state_.exception != 0 && address >> 28 == 0xf) return return_from_exception(address);
  if ((address & 1) == 0) return false;
  next_ = address & ~1u;
  return true;
}

// B1.5.6 and B1.5.8, with the main stack alone.
ArmStep ArmInterpreter::take_exception(std::uint32_t number, std::uint32_t return_address) {
  if (number == kHardFault && state_.exception == kHardFault) return ArmStep::kLockedUp;
  const std::uint32_t stack = get(kStackPointer);
  const std::uint32_t padding = stack % 8;
  const std::uint32_t frame = stack - padding - kFrameBytes;
  const std::uint32_t status = flags() | 1u << 24 | (padding != 0 ? 1u << 9 : 0) | state_.exception;
  const std::uint32_t saved[8] = {get(0), get(1), get(2), get(3), get(12), get(kLinkRegister), return_address, status};
  std::uint32_t handler = 0;
  for (std::uint32_t i = 0; i < 8; ++i) {
    if (!memory_->store(frame + 4 * i, 4, saved[i])) return ArmStep::kLockedUp;
  }
  if (!memory_->load(4 * number, 4, handler) || (handler & 1) == 0) return ArmStep::kLockedUp;
  state_.registers[kStackPointer] = frame;
  state_.registers[kLinkRegister] = state_.exception != 0 ? kReturnToHandler : kReturnToThread;
  state_.registers[kProgramCounter] = handler & ~1u;
  state_.exception = number;
  return ArmStep::kRan;
}

bool ArmInterpreter::return_from_exception(std::uint32_t how) {
  if (how != kReturnToThread && how != kReturnToHandler) return false;
  const std::uint32_t frame = get(kStackPointer);
  std::uint32_t saved[8] = {};
  for (std::uint32_t i = 0; i < 8; ++i) {
    if (!memory_->load(frame + 4 * i, 4, saved[i])) return false;
  }
  for (unsigned i = 0; i < 4; ++i) set(i, saved[i]);
  set(12, saved[4]);
  set(kLinkRegister, saved[5]);
  set(kStackPointer, frame + kFrameBytes + (field(saved[7], 9, 1) != 0 ? 4 : 0));
  set_flags(saved[7]);
  state_.exception = field(saved[7], 0, 6);
  next_ = saved[6] & ~1u;
  return true;
}

}  // namespace switchback::rig
