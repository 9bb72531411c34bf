// 1.1.0: a double blink, and a self-test that confirms the update.
#include <array>

#include "examples/blinky/clock.h"
#include "examples/blinky/led.h"
#include "examples/blinky/version.h"

namespace blinky {
namespace {

using switchback::bootloader::Phase;

constexpr std::uint32_t kTestTicks = 3;
constexpr std::uint32_t kPatienceLoops = 200'000'000;  // minutes, even under a debugger

// Brightness of the double blink, tick by tick.
constexpr std::array<bool, 10> kPattern = {true, false, true, false, false, false, false, false, false, false};

// Tests what this device needs: a clock that ticks, so that the interrupt arrives.
bool self_test() {
  const std::uint32_t start = ticks();
  for (std::uint32_t loop = 0; loop < kPatienceLoops; ++loop) {
    if (ticks() - start >= kTestTicks) return true;
  }
  return false;
}

}  // namespace

const char* const kVersion = "1.1.0";

void after_start(switchback::bootloader::Updater& updater, switchback::nrf51::Uart& uart) {
  if (updater.state().phase != Phase::kTrial) return;
  if (!self_test()) {
    uart.print("self-test failed\r\n");
    return;
  }
  uart.print("self-test passed, ");
  uart.print(ok(updater.confirm()) ? "update confirmed\r\n" : "update could not be confirmed\r\n");
}

void on_tick(std::uint32_t count) { set_led(kPattern[count % kPattern.size()]); }

}  // namespace blinky
