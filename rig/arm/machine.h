// An nRF51 that runs a bootloader's machine code, instruction by instruction, on the cells of a simulated flash. What
// the program does to the flash controller becomes the same operations, one for each driver call, as the bootloader
// makes when it is compiled for the host: cuts, damage and replay lines mean the same.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "rig/arm/interpreter.h"
#include "rig/arm/nvmc_model.h"
#include "rig/arm/program.h"
#include "rig/arm/pure_calls.h"
#include "rig/arm/watchdog_model.h"
#include "rig/sim_flash.h"

namespace switchback::rig {

class ArmMachine final : private ArmDevices {
 public:
  enum class End : std::uint8_t {
    kApplication,  // jumped out of the bootloader's area, wherever to
    kWaiting,      // waits for an interrupt that never comes: recovery
    kReset,        // asked for a reset, or the watchdog bit
    kFault,        // locked up, or did to the flash controller what that does not allow
    kRunaway,      // executed more than it was allowed
  };
  struct Run {
    End end = End::kFault;
    std::uint32_t address = 0;       // kApplication: of the first instruction; otherwise where it stopped
    std::uint64_t instructions = 0;  // executed; a remembered call counts as none
    std::string console;             // what the program printed
    bool by_watchdog = false;        // kReset: nobody asked for it
  };
  static constexpr std::uint64_t kMaxInstructions = 2'000'000'000;

  // `boot_bytes`: the bootloader's area, from address 0 on. Throws std::runtime_error where the program does not fit.
  ArmMachine(const ArmProgram& program, std::uint32_t boot_bytes);
  ArmMachine(const ArmMachine&) = delete;
  ArmMachine& operator=(const ArmMachine&) = delete;
  ~ArmMachine() = default;

  // Each start finds the watchdog running, as an application with such a period would leave it; 0: off. It counts what
  // remembered calls took when they were executed; what the host computes takes no time.
  void set_watchdog(std::uint32_t period_ms) { watchdog_period_ms_ = period_ms; }

  // From power on. Throws PowerLoss where `flash` does.
  Run run(SimFlash& flash);

  // The same in steps: start(), then step() until it tells an end. `flash` is borrowed as long.
  void start(SimFlash& flash);
  // After kReset: RAM is as the program left it, and so is the watchdog.
  void start_again();
  std::optional<End> step();
  // The instruction at the program counter, but as these halfwords say.
  std::optional<End> step_as(std::uint16_t first, std::uint16_t second);
  // From a reset on, as run(), but calls that are remembered are executed too. `watcher` is told of the start and of
  // every instruction: start(machine), ran(address, machine).
  template <class Watcher>
  Run run_watched(SimFlash& flash, Watcher& watcher);

  // Goes on to the end; kRunaway after so many instructions since the start.
  Run finish(std::uint64_t max_instructions);

  // Goes on behind a call whose result is known, and tells the address of the next instruction.
  std::uint32_t next_instruction();

  // Power fails between two instructions: what the controller has been told to program is programmed.
  void lose_power() { nvmc_.flush(); }

  // Remembered calls with new arguments are computed by the host, from now on.
  void compute_on_host() { pure_calls_.compute_on_host(); }

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
  // The flash is as it was then: see flash_changes() and show_flash().
  void go_back(const Moment& moment);

  // Goes up with everything that the program does to the flash.
  std::uint64_t flash_changes() const { return nvmc_.changes(); }
  // The cells were changed behind the program's back.
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
