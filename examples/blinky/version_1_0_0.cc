// 1.0.0, with which devices are made: blinks once a second.
#include "examples/blinky/clock.h"
#include "examples/blinky/led.h"
#include "examples/blinky/version.h"

namespace blinky {

const char* const kVersion = "1.0.0";

void after_start(switchback::bootloader::Updater& /*updater*/, switchback::nrf51::Uart& /*uart*/) {}

void on_tick(std::uint32_t count) { set_led(count % kTicksPerSecond < kTicksPerSecond / 2); }

}  // namespace blinky
