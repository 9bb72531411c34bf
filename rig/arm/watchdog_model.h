// Time, and the nRF51's watchdog, which counts it (nRF51 Series Reference Manual 3.0, chapter 20).
//
// Time is approximate: one cycle per instruction, plus the time of the flash controller. A
// Cortex-M0 needs more cycles for loads, stores and branches, so a device is slower than this,
// never faster.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace switchback::rig {

constexpr std::uint64_t kCyclesPerMs = 16'000;
constexpr std::uint64_t kProgramWordCycles = 736;    // 46 µs
constexpr std::uint64_t kErasePageCycles = 336'000;  // 21 ms

class WatchdogModel {
 public:
  // Power comes on. The watchdog runs with this period from the beginning, as if an application had
  // just fed it; 0: it is off until it is started.
  void power_on(std::uint32_t period_ms);

  // Any other reset: a running watchdog goes on, unless the reset is its own.
  void reset();

  // Registers by offset. They are locked while the watchdog runs.
  std::uint32_t read(std::uint32_t offset) const;
  void write(std::uint32_t offset, std::uint32_t value);

  void pass(std::uint64_t cycles) { now_ += cycles; }
  bool has_bitten() const { return now_ >= bites_at_; }

  // Cycles since power came on.
  std::uint64_t now() const { return now_; }

  // The most cycles without feeding so far, whether the watchdog runs or not: between two feeds,
  // before the first, or after the last.
  std::uint64_t longest_unfed() const { return std::max(longest_unfed_, now_ - fed_at_); }

 private:
  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

  void start();
  void reload(std::uint32_t number, std::uint32_t value);
  void set_counter(std::uint32_t ticks) { counter_value_ = std::max<std::uint32_t>(ticks, 15); }
  bool runs() const { return bites_at_ != kNever; }

  std::uint64_t now_ = 0;
  std::uint64_t bites_at_ = kNever;
  std::uint64_t fed_at_ = 0;
  std::uint64_t longest_unfed_ = 0;
  std::uint32_t counter_value_ = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t config_ = 1;
  std::uint32_t enabled_ = 1;  // reload registers, one bit each; all must be written
  std::uint32_t awaited_ = 1;  // those not yet written since the last feed
};

}  // namespace switchback::rig
