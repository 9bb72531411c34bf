// Runs a board's own bootloader binary instead of the host's build.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bootloader/boot.h"
#include "rig/arm/machine.h"

namespace switchback::rig {

// May be used by many threads; each works on its own machine.
class ArmBootloader {
 public:
  // `boot_bytes`: size of the bootloader's area, which starts at address 0. Throws
  // std::runtime_error if the program does not fit.
  ArmBootloader(ArmProgram program, std::uint32_t boot_bytes);
  ArmBootloader(const ArmBootloader&) = delete;
  ArmBootloader& operator=(const ArmBootloader&) = delete;
  ~ArmBootloader();

  // Another machine, for a caller that watches starts itself.
  std::unique_ptr<ArmMachine> make_machine() const { return std::make_unique<ArmMachine>(program_, boot_bytes_); }
  std::uint32_t boot_bytes() const { return boot_bytes_; }

  // As bootloader::boot(). The outcome has the journal's state afterwards, and the reason that the
  // program printed. Throws PowerLoss.
  bootloader::Outcome boot(SimFlash& flash);

  // For one thread: power fails in each start after this many instructions; and the number of
  // instructions of the last start.
  void cut_after(std::optional<std::uint64_t> instructions) { cut_after_ = instructions; }
  std::uint64_t last_instructions() const { return last_instructions_; }

  // For one thread: `runner` runs the starts, and may watch them; empty: the default.
  using Runner = std::function<ArmMachine::Run(ArmMachine& machine, SimFlash& flash)>;
  void run_with(Runner runner) { runner_ = std::move(runner); }

  // Each start finds a watchdog running with this period; when it bites, power fails. 0, the
  // default: no watchdog. Computations on the host take no time for it.
  void set_watchdog(std::uint32_t period_ms) { watchdog_period_ms_ = period_ms; }

  // Lets the host compute signatures whose results are not known yet.
  void compute_on_host() { on_host_ = true; }

 private:
  ArmMachine::Run run(ArmMachine& machine, SimFlash& flash);
  std::unique_ptr<ArmMachine> take_machine();
  void give_back(std::unique_ptr<ArmMachine> machine);

  ArmProgram program_;
  std::uint32_t boot_bytes_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ArmMachine>> idle_;
  std::optional<std::uint64_t> cut_after_;
  std::uint64_t last_instructions_ = 0;
  std::uint32_t watchdog_period_ms_ = 0;
  bool on_host_ = false;
  Runner runner_;
};

}  // namespace switchback::rig
