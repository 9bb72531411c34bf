// 1.2.0, a bad build: it crashes soon after its start and never gets as far as confirming itself.
#include "bootloader/ports/nrf51/startup.h"
#include "examples/blinky/clock.h"
#include "examples/blinky/led.h"
#include "examples/blinky/version.h"

namespace blinky {
namespace {

constexpr std::uint32_t kTicksToLive = 5;

}  // namespace

const char* const kVersion = "1.2.0";

void after_start(switchback::bootloader::Updater& /*updater*/, switchback::nrf51::Uart& /*uart*/) {}

// Crashes, as if a watchdog ended it.
void on_tick(std::uint32_t count) {
  set_led(count % 2 == 0);
  if (count == kTicksToLive) switchback::nrf51::reset_chip();
}

}  // namespace blinky
