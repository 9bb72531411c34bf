// An ARMv6-M processor, one instruction at a time (ARMv6-M Architecture Reference Manual, DDI
// 0419E): the instructions of a Cortex-M0, without interrupts. Its state is plain values, so that a
// run can be saved, repeated and forked anywhere.
#pragma once

#include <array>
#include <cstdint>

#include "rig/arm/memory.h"

namespace switchback::rig {

constexpr unsigned kStackPointer = 13;
constexpr unsigned kLinkRegister = 14;
constexpr unsigned kProgramCounter = 15;

struct ArmState {
  // The program counter is the address of the next instruction.
  std::array<std::uint32_t, 16> registers{};
  bool negative = false;
  bool zero = false;
  bool carry = false;
  bool overflow = false;
  std::uint32_t exception = 0;  // IPSR; 0: no exception is handled
  std::uint32_t primask = 0;

  std::uint32_t pc() const { return registers[kProgramCounter]; }
  bool operator==(const ArmState&) const = default;
};

enum class ArmStep : std::uint8_t {
  kRan,      // an instruction, or the entry into an exception
  kWaiting,  // for an interrupt, which never comes
  kLockedUp  // a fault within a fault; only a reset ends it
};

class ArmInterpreter {
 public:
  // `memory` is borrowed.
  explicit ArmInterpreter(ArmMemory& memory) : memory_(&memory) {}

  // The state after a reset: stack pointer and program counter come from the vectors at address 0.
  void reset();

  // Executes the instruction at the program counter. Exceptions of the devices pass through.
  ArmStep step();

  // The same with these halfwords instead of those in memory. `second` is used if `first` begins a
  // four-byte instruction.
  ArmStep step_as(std::uint16_t first, std::uint16_t second);

  // Size of the instruction at `address`: 2 or 4 bytes; 2 if none can be read.
  std::uint32_t instruction_bytes(std::uint32_t address) const;

  ArmState& state() { return state_; }
  const ArmState& state() const { return state_; }

  // Bit n: the last step wrote register n, 0 … 14.
  std::uint32_t written() const { return written_; }

 private:
  ArmStep execute(std::uint16_t first, std::uint16_t second);
  bool run_wide(std::uint32_t first, std::uint32_t second);
  bool run_narrow(std::uint32_t code);
  void write_special(std::uint32_t number, std::uint32_t value);
  std::uint32_t read_special(std::uint32_t number) const;
  std::uint32_t flags() const;  // as the program status has them
  void set_flags(std::uint32_t status);
  void shift_by_number(std::uint32_t code);
  void add_small(std::uint32_t code);
  void immediate(std::uint32_t code);
  void process(std::uint32_t code);
  bool high_registers(std::uint32_t code);
  bool load_store_register(std::uint32_t code);
  bool load_store_offset(std::uint32_t code);
  bool miscellaneous(std::uint32_t code);
  bool push(std::uint32_t code);
  bool pop(std::uint32_t code);
  bool transfer_many(std::uint32_t code);
  bool branch_if(std::uint32_t code);
  bool condition(std::uint32_t number) const;

  bool load(std::uint32_t address, std::uint32_t size_bytes, unsigned to);
  bool branch_exchange(std::uint32_t address);
  bool return_from_exception(std::uint32_t how);
  ArmStep take_exception(std::uint32_t number, std::uint32_t return_address);

  std::uint32_t get(unsigned number) const { return state_.registers[number] + (number == kProgramCounter ? 4 : 0); }
  void set(unsigned number, std::uint32_t value) {
    state_.registers[number] = value;
    written_ |= 1u << number;
  }
  void set_result(unsigned number, std::uint32_t value) {
    set(number, value);
    flags_of(value);
  }
  void flags_of(std::uint32_t value) {
    state_.negative = value >> 31 != 0;
    state_.zero = value == 0;
  }
  std::uint32_t add_with_carry(std::uint32_t a, std::uint32_t b, bool carry);  // sets all flags

  ArmMemory* memory_;
  ArmState state_;
  // Address of the next instruction, unless this one branches.
  std::uint32_t next_ = 0;
  std::uint32_t written_ = 0;
  std::uint32_t wanted_exception_ = 0;
  bool waits_ = false;
};

}  // namespace switchback::rig
