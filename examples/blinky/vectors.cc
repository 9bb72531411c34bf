// The image's vector table, at its very start.
#include <array>

#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/vectors.h"
#include "examples/blinky/clock.h"

extern "C" std::uint32_t switchback_stack_top;  // from the linker script

namespace {

using namespace switchback::nrf51;

using Handler = void (*)();

constexpr std::uint32_t kTimer0 = 8;

void on_unexpected() { reset_chip(); }

struct VectorTable {
  std::uint32_t* stack_top;
  Handler reset;
  std::array<Handler, kSystemExceptions + kInterrupts - 2> others;
};

constexpr VectorTable make_table() {
  VectorTable table{&switchback_stack_top, switchback_start, {}};
  for (Handler& handler : table.others) handler = on_unexpected;
  table.others[kSystemExceptions + kTimer0 - 2] = blinky::on_timer0;
  return table;
}

[[gnu::section(".vectors"), gnu::used]] constexpr VectorTable kVectors = make_table();

}  // namespace
