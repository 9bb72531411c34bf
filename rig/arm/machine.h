// An nRF51 that executes a bootloader's machine code on the cells of a simulated flash. The
// program's accesses to the flash controller become the same operations as in the host's build, one
// per driver call. So cuts, damage and replay lines mean the same.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "rig/arm/interpreter.h"
#include "rig/arm/nvmc_model.h"
#include "rig/arm/program.h"
#include "rig/arm/pure_calls.h"
#include "rig/arm/watchdog_model.h"
#include "rig/flash/sim_flash.h"

namespace switchback::rig {

class ArmMachine final : private ArmDevices {
 public:
  enum class End : std::uint8_t {
    kApplication,  // jumped out of the bootloader's area
    kWaiting,      // waits for an interrupt that never comes: recovery
    kReset,        // requested a reset, or the watchdog bit
    kFault,        // locked up, or misused the flash controller
    kRunaway,      // exceeded its limit of instructions
  };
  struct Run {
    End end = End::kFault;
    std::uint32_t address = 0;       // kApplication: first instruction; else where it stopped
    std::uint64_t instructions = 0;  // executed; remembered calls count as none
    std::string console;             // what the program printed
    bool by_watchdog = false;        // kReset: the watchdog bit
  };
  static constexpr std::uint64_t kMaxInstructions = 2'000'000'000;

  // `boot_bytes`: size of the bootloader's area, which starts at address 0. Throws
  // std::runtime_error if the program does not fit.
  ArmMachine(const ArmProgram& program, std::uint32_t boot_bytes);
  ArmMachine(const ArmMachine&) = delete;
  ArmMachine& operator=(const ArmMachine&) = delete;
  ~ArmMachine() = default;

  // Each start finds the watchdog running, as an application with this period would leave it; 0:
  // off. Remembered calls take the time of their first execution, computations on the host none.
  void set_watchdog(std::uint32_t period_ms) { watchdog_period_ms_ = period_ms; }

  // One start from power-on. Throws PowerLoss if `flash` does.
  Run run(SimFlash& flash);

  // The same in steps: start(), then step() until it returns an end. `flash` is borrowed until
  // then.
  void start(SimFlash& flash);
  // The start after kReset: RAM and watchdog are as the program left them.
  void start_again();
  std::optional<End> step();
  // Executes these halfwords instead of the instruction at the program counter.
  std::optional<End> step_as(std::uint16_t first, std::uint16_t second);
  // As run(), but executes remembered calls, too. Calls watcher.start(machine), and after every
  // instruction watcher.ran(address, machine).
  template <class Watcher>
  Run run_watched(SimFlash& flash, Watcher& watcher);

  // Runs to the end; kRunaway after `max_instructions` since the start.
  Run finish(std::uint64_t max_instructions);

  // Skips a call whose result is known. Returns the address of the next instruction.
  std::uint32_t next_instruction();

  // Cuts power between two instructions. Words that the controller got are programmed.
  void lose_power() { nvmc_.flush(); }

  // From now on, the host computes remembered calls with new arguments.
  void compute_on_host() { pure_calls_.compute_on_host(); }

  // Whether calls of purely arithmetic functions are remembered (rig/arm/pure_calls.h); at first
  // they are.
  void remember_calls(bool on) { pure_calls_.turn_on(on); }

  ArmInterpreter& core() { return core_; }
  const ArmInterpreter& core() const { return core_; }
  const ArmMemory& memory() const { return memory_; }
  std::uint64_t instructions() const { return instructions_; }
  const WatchdogModel& watchdog() const { return watchdog_; }

  // A moment between two instructions, to which the same start can go back.
  struct Moment {
    ArmState state;
    std::vector<std::uint8_t> ram;
    NvmcModel::Settings controller;
    WatchdogModel watchdog;
    std::uint64_t instructions = 0;
    std::size_t console_size = 0;
  };
  Moment moment() const;
  // The flash must be as it was then: see flash_changes() and show_flash().
  void go_back(const Moment& moment);

  // Increases with everything that the program does to the flash.
  std::uint64_t flash_changes() const { return nvmc_.changes(); }
  // Call this after changing the cells from outside the program.
  void show_flash() { nvmc_.show_all(); }

 private:
  bool load(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t& value) override;
  bool store(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) override;
  void store_to_device(std::uint32_t address, std::uint32_t value);
  void store_to_controller(std::uint32_t offset, std::uint32_t value);
  void begin();
  std::optional<End> end_after(ArmStep step);
  Run ended(std::optional<End> end) const;
  void show_weak_bits(std::uint32_t address, std::uint32_t size_bytes);

  std::uint32_t boot_bytes_;
  ArmMemory memory_;
  ArmInterpreter core_;
  NvmcModel nvmc_;
  WatchdogModel watchdog_;
  std::uint32_t watchdog_period_ms_ = 0;
  PureCalls pure_calls_;
  SimFlash* flash_ = nullptr;
  std::optional<End> device_end_;
  std::uint64_t instructions_ = 0;
  std::string console_;
};

template <class Watcher>
ArmMachine::Run ArmMachine::run_watched(SimFlash& flash, Watcher& watcher) {
  start(flash);
  watcher.start(*this);
  std::optional<End> end;
  while (!end && instructions_ < kMaxInstructions) {
    const std::uint32_t address = core_.state().pc();
    if (address >= boot_bytes_) {
      end = End::kApplication;
    } else {
      end = end_after(core_.step());
      watcher.ran(address, *this);
    }
  }
  return ended(end);
}

}  // namespace switchback::rig
