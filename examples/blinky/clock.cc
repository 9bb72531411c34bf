#include "examples/blinky/clock.h"

#include "bootloader/ports/nrf51/registers.h"
#include "examples/blinky/version.h"

namespace blinky {
namespace {

using switchback::nrf51::at;

// TIMER0 (nRF51 Series Reference Manual 3.0, chapter 18) and the interrupt controller.
constexpr std::uint32_t kTimerStart = 0x40008000;
constexpr std::uint32_t kTimerCompare0 = 0x40008140;
constexpr std::uint32_t kTimerShorts = 0x40008200;
constexpr std::uint32_t kTimerInterrupts = 0x40008304;
constexpr std::uint32_t kTimerPrescaler = 0x40008510;
constexpr std::uint32_t kTimerLimit0 = 0x40008540;
constexpr std::uint32_t kClearOnCompare0 = 1;
constexpr std::uint32_t kCompare0 = 1U << 16;
constexpr std::uint32_t kNvicEnable = 0xe000e100;
constexpr std::uint32_t kTimer0Interrupt = 1U << 8;

// 16 MHz / 2^9 keeps the limit within the timer's 16 bits.
constexpr std::uint32_t kPrescaler = 9;
constexpr std::uint32_t kLimit = (16'000'000U >> kPrescaler) / kTicksPerSecond;

volatile std::uint32_t tick_count;

}  // namespace

void start_clock() {
  at(kTimerPrescaler) = kPrescaler;
  at(kTimerLimit0) = kLimit;
  at(kTimerShorts) = kClearOnCompare0;
  at(kTimerInterrupts) = kCompare0;
  at(kNvicEnable) = kTimer0Interrupt;
  at(kTimerStart) = 1;
}

std::uint32_t ticks() { return tick_count; }

void on_timer0() {
  at(kTimerCompare0) = 0;
  tick_count = tick_count + 1;
  on_tick(tick_count);
}

}  // namespace blinky
