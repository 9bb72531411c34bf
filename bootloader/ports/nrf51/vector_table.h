// A vector table of the nRF51: the first thing in the bootloader, and in an application's payload.
// Define one with
//   [[gnu::section(".vectors"), gnu::used]]
//   constexpr VectorTable kVectors = vector_table(reset, other);
#pragma once

#include <array>
#include <cstdint>

// From the linker script. Its address is the initial stack pointer.
extern "C" std::uint32_t switchback_stack_top;

namespace switchback::nrf51 {

using Handler = void (*)();

constexpr std::uint32_t kSystemExceptions = 16;  // the first two are stack pointer and reset
constexpr std::uint32_t kInterrupts = 26;        // the last is software interrupt 5

struct VectorTable {
  std::uint32_t* stack_top;
  Handler reset;
  std::array<Handler, kSystemExceptions - 2> system;
  std::array<Handler, kInterrupts> interrupts;
};
static_assert(sizeof(void*) != 4 || sizeof(VectorTable) == 4 * (kSystemExceptions + kInterrupts));

// `others` handles everything except the reset.
constexpr VectorTable vector_table(Handler reset, Handler others) {
  VectorTable table{&switchback_stack_top, reset, {}, {}};
  table.system.fill(others);
  table.interrupts.fill(others);
  return table;
}

}  // namespace switchback::nrf51
