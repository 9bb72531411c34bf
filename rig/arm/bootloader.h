// A board's own bootloader binary in place of the one that is compiled for the host.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bootloader/boot.h"
#include "rig/arm/machine.h"

namespace switchback::rig {

// May be used by many threads; each works on a machine of its own.
class ArmBootloader {
 public:
  // `boot_bytes`: the bootloader's area, from address 0 on.
  ArmBootloader(ArmProgram program, std::uint32_t boot_bytes);
  ArmBootloader(const ArmBootloader&) = delete;
  ArmBootloader& operator=(const ArmBootloader&) = delete;
  ~ArmBootloader();

  // One more machine, for a caller that watches starts itself.
  std::unique_ptr<ArmMachine> make_machine() const { return std::make_unique<ArmMachine>(program_, boot_bytes_); }
  std::uint32_t boot_bytes() const { return boot_bytes_; }

  // As bootloader::boot(). The state is what the journal says afterwards; the reason is what the program printed.
  // Throws PowerLoss, and std::runtime_error where the emulator refuses.
  bootloader::Outcome boot(SimFlash& flash);

  // For one thread: power fails at each start once so many instructions are executed; and how many the last start took.
  void cut_after(std::optional<std::uint64_t> instructions) { cut_after_ = instructions; }
  std::uint64_t last_instructions() const { return last_instructions_; }

  // For one thread: starts are run by `runner`, which may watch them; empty: as ever.
  using Runner = std::function<ArmMachine::Run(ArmMachine& machine, SimFlash& flash)>;
  void run_with(Runner runner) { runner_ = std::move(runner); }

  // Each start finds a watchdog running with this period, and where it bites, power fails. 0, as at first: there is
  // none. It does not see the time of what the host computes.
  void set_watchdog(std::uint32_t period_ms) { watchdog_period_ms_ = period_ms; }

  // Signatures are computed by the host where their results are not known.
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
