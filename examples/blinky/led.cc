#include "examples/blinky/led.h"

#include "bootloader/ports/nrf51/registers.h"

namespace blinky {
namespace {

using switchback::nrf51::at;

// An LED is on while its row is high and its column low.
constexpr std::uint32_t kColumn1 = 1U << 4;
constexpr std::uint32_t kRow1 = 1U << 13;

}  // namespace

void open_led() {
  set_led(false);
  at(switchback::nrf51::kGpioOutClear) = kColumn1;
  at(switchback::nrf51::kGpioDirSet) = kRow1 | kColumn1;
}

void set_led(bool on) { at(on ? switchback::nrf51::kGpioOutSet : switchback::nrf51::kGpioOutClear) = kRow1; }

}  // namespace blinky
