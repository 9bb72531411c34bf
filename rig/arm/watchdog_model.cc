// The watchdog counts while the processor sleeps and while the flash controller is busy, whatever
// CONFIG says about sleep: only a bootloader without an image to start sleeps here.
#include "rig/arm/watchdog_model.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kStart = 0x000;
constexpr std::uint32_t kRunStatus = 0x400;
constexpr std::uint32_t kRequestStatus = 0x404;
constexpr std::uint32_t kCounterValue = 0x504;
constexpr std::uint32_t kReloadEnable = 0x508;
constexpr std::uint32_t kConfig = 0x50c;
constexpr std::uint32_t kReload0 = 0x600;
constexpr std::uint32_t kReloads = 8;
constexpr std::uint32_t kReloadValue = 0x6e524635;

constexpr std::uint64_t kTicksPerSecond = 32'768;
constexpr std::uint64_t kCyclesPerSecond = 1000 * kCyclesPerMs;

constexpr std::uint64_t cycles_of(std::uint64_t ticks) {
  return (ticks * kCyclesPerSecond + kTicksPerSecond - 1) / kTicksPerSecond;
}

}  // namespace

void WatchdogModel::power_on(std::uint32_t period_ms) {
  *this = {};
  if (period_ms == 0) return;
  const std::uint64_t ticks = std::uint64_t{period_ms} * kTicksPerSecond / 1000;
  set_counter(static_cast<std::uint32_t>(std::min<std::uint64_t>(ticks, counter_value_) - 1));
  start();
}

void WatchdogModel::reset() {
  if (has_bitten()) power_on(0);
}

std::uint32_t WatchdogModel::read(std::uint32_t offset) const {
  switch (offset) {
    case kRunStatus:
      return runs() ? 1 : 0;
    case kRequestStatus:
      return awaited_;
    case kCounterValue:
      return counter_value_;
    case kReloadEnable:
      return enabled_;
    case kConfig:
      return config_;
    default:
      return 0;
  }
}

void WatchdogModel::write(std::uint32_t offset, std::uint32_t value) {
  if (offset >= kReload0 && offset < kReload0 + 4 * kReloads) return reload((offset - kReload0) / 4, value);
  if (runs()) return;
  if (offset == kStart && value == 1) start();
  if (offset == kCounterValue) set_counter(value);
  if (offset == kReloadEnable) awaited_ = enabled_ = value & ((1u << kReloads) - 1);
  if (offset == kConfig) config_ = value;
}

void WatchdogModel::start() {
  awaited_ = enabled_;
  bites_at_ = now_ + cycles_of(std::uint64_t{counter_value_} + 1);
}

void WatchdogModel::reload(std::uint32_t number, std::uint32_t value) {
  if (value != kReloadValue || (awaited_ >> number & 1) == 0) return;
  awaited_ &= ~(1u << number);
  if (awaited_ != 0) return;
  longest_unfed_ = longest_unfed();
  fed_at_ = now_;
  awaited_ = enabled_;
  if (runs()) bites_at_ = now_ + cycles_of(std::uint64_t{counter_value_} + 1);
}

}  // namespace switchback::rig
