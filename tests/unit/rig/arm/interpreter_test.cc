// The interpreter against Unicorn, which contains QEMU's processor: every encoding, with random
// registers.
#include "rig/arm/interpreter.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unicorn/unicorn.h>

#include <algorithm>
#include <memory>

#include "rig/flash/random.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kFlashBytes = 0x10000;
constexpr std::uint32_t kRamBytes = 0x4000;
constexpr std::uint32_t kRamStart = ArmMemory::kRamStart;
constexpr std::uint32_t kCode = 0x8000;  // where the instruction stands
constexpr std::uint32_t kHandler = 0x100;

struct NoDevices final : ArmDevices {
  bool load(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t& value) override {
    (void)address, (void)size_bytes, (void)value;
    return false;
  }
  bool store(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) override {
    (void)address, (void)size_bytes, (void)value;
    return false;
  }
};

struct Outcome {
  bool faulted = false;
  ArmState state;
  std::vector<std::uint8_t> ram;

  bool operator==(const Outcome&) const = default;
};

class Ours {
 public:
  Ours() { store_u32(memory_.flash(), 12, kHandler | 1); }

  Outcome run(std::uint32_t code, const ArmState& state, const std::vector<std::uint8_t>& ram) {
    store_u32(memory_.flash(), kCode, code);
    std::ranges::copy(ram, memory_.ram().begin());
    ArmInterpreter core(memory_);
    core.state() = state;
    const ArmStep step = core.step();
    std::uint16_t next = 0;  // the other one notices at once that it cannot go on there
    const bool goes_on = memory_.fetch(core.state().pc(), next);
    const bool faulted = step == ArmStep::kLockedUp || core.state().exception != 0 || !goes_on;
    return {faulted, core.state(), {memory_.ram().begin(), memory_.ram().end()}};
  }

 private:
  NoDevices devices_;
  ArmMemory memory_{kFlashBytes, kRamBytes, devices_};
};

class Theirs {
 public:
  Theirs() {
    store_u32(flash_, 12, kHandler | 1);
    REQUIRE(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc_) == UC_ERR_OK);
    REQUIRE(uc_ctl_set_cpu_model(uc_, UC_CPU_ARM_CORTEX_M0) == UC_ERR_OK);
    REQUIRE(uc_mem_map_ptr(uc_, 0, kFlashBytes, UC_PROT_READ | UC_PROT_EXEC, flash_.data()) == UC_ERR_OK);
    REQUIRE(uc_mem_map_ptr(uc_, kRamStart, kRamBytes, UC_PROT_ALL, ram_.data()) == UC_ERR_OK);
  }
  Theirs(const Theirs&) = delete;
  Theirs& operator=(const Theirs&) = delete;
  ~Theirs() { uc_close(uc_); }

  Outcome run(std::uint32_t code, const ArmState& state, const std::vector<std::uint8_t>& ram) {
    store_u32(flash_, kCode, code);
    std::ranges::copy(ram, ram_.begin());
    (void)uc_ctl_remove_cache(uc_, std::uint64_t{kCode}, std::uint64_t{kCode + 4});
    for (unsigned i = 0; i < kProgramCounter; ++i) uc_reg_write(uc_, kRegisters[i], &state.registers[i]);
    const std::uint32_t flags = (state.negative ? 1u << 31 : 0) | (state.zero ? 1u << 30 : 0) |
                                (state.carry ? 1u << 29 : 0) | (state.overflow ? 1u << 28 : 0) | 1u << 24;
    uc_reg_write(uc_, UC_ARM_REG_XPSR, &flags);
    const uc_err error = uc_emu_start(uc_, kCode | 1, 0xffffffff, 0, 1);
    Outcome outcome{error != UC_ERR_OK, state, {ram_.begin(), ram_.end()}};
    for (unsigned i = 0; i < 16; ++i) uc_reg_read(uc_, kRegisters[i], &outcome.state.registers[i]);
    outcome.state.registers[kStackPointer] &= ~3u;  // B5.2.3: its lowest bits are always 0; the other one keeps them
    std::uint32_t now = 0;
    uc_reg_read(uc_, UC_ARM_REG_XPSR, &now);
    outcome.state.negative = now >> 31 != 0;
    outcome.state.zero = (now >> 30 & 1) != 0;
    outcome.state.carry = (now >> 29 & 1) != 0;
    outcome.state.overflow = (now >> 28 & 1) != 0;
    return outcome;
  }

 private:
  static constexpr int kRegisters[16] = {UC_ARM_REG_R0,  UC_ARM_REG_R1, UC_ARM_REG_R2,  UC_ARM_REG_R3,
                                         UC_ARM_REG_R4,  UC_ARM_REG_R5, UC_ARM_REG_R6,  UC_ARM_REG_R7,
                                         UC_ARM_REG_R8,  UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11,
                                         UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,  UC_ARM_REG_PC};

  uc_engine* uc_ = nullptr;
  std::vector<std::uint8_t> flash_ = std::vector<std::uint8_t>(kFlashBytes, 0xff);
  std::vector<std::uint8_t> ram_ = std::vector<std::uint8_t>(kRamBytes);
};

// Registers that point somewhere, count something or are anything.
ArmState random_state(Random& random) {
  ArmState state;
  for (unsigned i = 0; i < kProgramCounter; ++i) {
    const std::uint32_t kind = random.below(4);
    const auto any = static_cast<std::uint32_t>(random.next());
    state.registers[i] = kind == 0   ? kRamStart + 0x1000 + any % 0x1000
                         : kind == 1 ? kRamStart + 0x1000 + any % 0x400 * 4
                         : kind == 2 ? any % 64
                                     : any;
  }
  state.registers[kStackPointer] = kRamStart + 0x2000 + random.below(256) * 4;
  state.registers[kProgramCounter] = kCode;
  state.negative = random.below(2) != 0;
  state.zero = random.below(2) != 0;
  state.carry = random.below(2) != 0;
  state.overflow = random.below(2) != 0;
  return state;
}

// Differences between the two that do not matter, with the reason for each.
bool is_left_out(std::uint32_t first) {
  const bool hint = (first & 0xff00) == 0xbf00;
  const bool call = (first & 0xff00) == 0xdf00 || (first & 0xff00) == 0xbe00;  // SVC, BKPT: how the other one stops
  const bool mode = (first & 0xffe0) == 0xb660 || (first & 0xfff7) == 0xb650;  // CPS, SETEND: of other profiles
  const bool compares = (first & 0xf500) == 0xb100;                            // CBZ, CBNZ: not of ARMv6-M
  const bool exchange = (first & 0xff00) == 0x4700 && (first & 7) != 0;        // BX: bits that should be 0
  return hint || call || mode || compares || exchange;
}

std::string describe(const Outcome& outcome) {
  std::string text = outcome.faulted ? "fault" : "";
  for (const std::uint32_t value : outcome.state.registers) text += fmt::format(" {:08x}", value);
  return text + fmt::format(" {}{}{}{}", int(outcome.state.negative), int(outcome.state.zero), int(outcome.state.carry),
                            int(outcome.state.overflow));
}

}  // namespace

namespace {

// Counts the runs that ended without a fault. Both either fault or leave the same behind.
class Comparison {
 public:
  Comparison() {
    for (std::uint8_t& byte : ram_) byte = random_.byte();
  }

  void compare(std::uint32_t first, std::uint32_t second) {
    const ArmState state = random_state(random_);
    const Outcome mine = ours_.run(first | second << 16, state, ram_);
    const Outcome other = theirs_.run(first | second << 16, state, ram_);
    if (mine.faulted && other.faulted) return;
    ++ran_;
    if (mine == other) return;
    FAIL_CHECK(fmt::format("{:04x} {:04x}\nfrom  {}\nours  {}\nother {}", first, second, describe({false, state, {}}),
                           describe(mine), describe(other)));
  }

  int ran() const { return ran_; }
  Random& random() { return random_; }

 private:
  Ours ours_;
  Theirs theirs_;
  Random random_{7};
  std::vector<std::uint8_t> ram_ = std::vector<std::uint8_t>(kRamBytes);
  int ran_ = 0;
};

}  // namespace

TEST_CASE("ARM interpreter: every narrow instruction does what it does in another emulator") {
  Comparison comparison;
  for (std::uint32_t first = 0; first < 0xe800; ++first) {
    for (int i = 0; i < 2 && !is_left_out(first); ++i) comparison.compare(first, 0x46c0);
  }
  CHECK(comparison.ran() > 60'000);
}

TEST_CASE("ARM interpreter: calls reach where they do in another emulator") {
  Comparison comparison;
  for (int i = 0; i < 20'000; ++i) {
    // Near: backwards or forwards within the flash.
    const std::uint32_t first = comparison.random().below(2) != 0 ? 0xf7f8 : 0xf000;
    comparison.compare(first | comparison.random().below(8), 0xf800 | comparison.random().below(0x800));
  }
  CHECK(comparison.ran() > 100);
}

}  // namespace switchback::rig
