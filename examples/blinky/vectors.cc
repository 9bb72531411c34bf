// The image's vector table, at its very start.
#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/vector_table.h"
#include "examples/blinky/clock.h"

namespace {

using namespace switchback::nrf51;

constexpr std::uint32_t kTimer0 = 8;

constexpr VectorTable make_table() {
  VectorTable table = vector_table(switchback_start, reset_chip);
  table.interrupts[kTimer0] = blinky::on_timer0;
  return table;
}

[[gnu::section(".vectors"), gnu::used]] constexpr VectorTable kVectors = make_table();

}  // namespace
