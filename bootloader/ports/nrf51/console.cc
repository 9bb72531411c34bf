// Prints little, because flash is scarce. Reasons are printed as the numbers of
// core/base/status.def.
#include "bootloader/ports/nrf51/console.h"

#include "bootloader/ports/nrf51/registers.h"

namespace switchback::bootloader {

void Observer::on_progress(Activity activity, std::uint32_t done, std::uint32_t total) {
  static_cast<nrf51::Console&>(*this).show_progress(activity, done, total);
}

}  // namespace switchback::bootloader

namespace switchback::nrf51 {
namespace {

using bootloader::Activity;

constexpr std::uint32_t kDotsPerLine = 16;

const char* name_of(Activity activity) {
  switch (activity) {
    case Activity::kVerify:
      return "verify";
    case Activity::kErase:
      return "erase";
    case Activity::kRebuild:
      return "rebuild";
    case Activity::kSwap:
      return "swap";
    case Activity::kRevert:
      return "revert";
    case Activity::kHeal:
      return "heal";
  }
  return "";
}

}  // namespace

void Console::open() { uart_.open(); }

void Console::close() { uart_.close(); }

void Console::show_progress(Activity activity, std::uint32_t done, std::uint32_t total) {
  if (!in_line_ || activity != activity_ || done == 0) start_line(activity);
  if (total == 0) return;
  for (; dots_ < kDotsPerLine && (dots_ + 1) * total <= done * kDotsPerLine; ++dots_) uart_.put('.');
}

void Console::start_line(Activity activity) {
  end_line();
  uart_.print("boot: ");
  uart_.print(name_of(activity));
  uart_.put(' ');
  in_line_ = true;
  activity_ = activity;
  dots_ = 0;
}

void Console::end_line() {
  if (in_line_) uart_.print("\r\n");
  in_line_ = false;
}

// Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] void Console::print_outcome(const bootloader::Outcome& outcome) {
  end_line();
  uart_.print("boot: reason ");
  uart_.print_hex(static_cast<std::uint32_t>(outcome.reason));
  if (!outcome.bootable) {
    uart_.print("\r\nboot: nothing to start\r\n");
    return;
  }
  uart_.print("\r\nboot: start ");
  uart_.print_hex(outcome.entry_address);
  if (outcome.state.phase == bootloader::Phase::kTrial) {
    uart_.print(" on trial, starts left ");
    uart_.print_number(outcome.state.trial_boots_left);
  }
  uart_.print("\r\n");
}

}  // namespace switchback::nrf51
