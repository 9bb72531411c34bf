// What bootloader and applications share of the start and the end of a run (startup.cc, and the linker scripts of this
// folder).
#pragma once

#include <cstdint>

// The reset handler for a vector table: lays out the RAM as the linker script says, then calls main().
extern "C" [[noreturn]] void switchback_start();

namespace switchback::nrf51 {

// A soft reset. RAM keeps its contents, flash is idle, peripherals are as after power comes on (the watchdog excepted).
[[noreturn]] void reset_chip();

// An address within the running program.
std::uint32_t running_address();

}  // namespace switchback::nrf51
