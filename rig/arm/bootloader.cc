#include "rig/arm/bootloader.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "bootloader/journal/journal.h"

namespace switchback::rig {
namespace {

// The last number that was printed behind `text`.
std::optional<std::uint32_t> printed(const std::string& console, std::string_view text) {
  const std::size_t at = console.rfind(text);
  if (at == std::string::npos) return std::nullopt;
  std::uint32_t value = 0;
  std::from_chars(console.data() + at + text.size(), console.data() + console.size(), value, 16);
  return value;
}

bootloader::Outcome outcome_of(const ArmMachine::Run& run, SimFlash& flash) {
  bootloader::Outcome outcome;
  const auto reason = printed(run.console, "boot: reason 0x");
  if (reason) outcome.reason = static_cast<Status>(*reason);
  bootloader::JournalWithRoom journal(flash, flash.layout());
  (void)journal.load(outcome.state);  // without a record, the state of a new device
  const auto entry = printed(run.console, "boot: start 0x");
  if (run.end != ArmMachine::End::kApplication || !entry) return outcome;
  for (const bootloader::Area& slot : flash.layout().slots) {
    if (*entry < slot.address || *entry >= slot.end()) continue;
    outcome.bootable = true;
    outcome.slot = slot;
    outcome.entry_address = *entry;
  }
  return outcome;
}

}  // namespace

ArmBootloader::ArmBootloader(ArmProgram program, std::uint32_t boot_bytes)
    : program_(std::move(program)), boot_bytes_(boot_bytes) {
  give_back(take_machine());  // throws now rather than in the middle of a campaign
}

ArmBootloader::~ArmBootloader() = default;

std::unique_ptr<ArmMachine> ArmBootloader::take_machine() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<ArmMachine>(program_, boot_bytes_);
  std::unique_ptr<ArmMachine> machine = std::move(idle_.back());
  idle_.pop_back();
  return machine;
}

void ArmBootloader::give_back(std::unique_ptr<ArmMachine> machine) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(machine));
}

ArmMachine::Run ArmBootloader::run(ArmMachine& machine, SimFlash& flash) {
  if (runner_) return runner_(machine, flash);
  if (on_host_) machine.compute_on_host();
  machine.set_watchdog(watchdog_period_ms_);
  machine.start(flash);
  ArmMachine::Run run = machine.finish(cut_after_.value_or(ArmMachine::kMaxInstructions));
  const bool is_cut = cut_after_ && run.end == ArmMachine::End::kRunaway;
  if (!is_cut && !run.by_watchdog) return run;
  machine.lose_power();
  throw PowerLoss();
}

bootloader::Outcome ArmBootloader::boot(SimFlash& flash) {
  std::unique_ptr<ArmMachine> machine = take_machine();
  ArmMachine::Run done;
  try {
    done = run(*machine, flash);
  } catch (const PowerLoss&) {
    give_back(std::move(machine));
    throw;
  }
  give_back(std::move(machine));
  last_instructions_ = done.instructions;
  return outcome_of(done, flash);
}

}  // namespace switchback::rig
