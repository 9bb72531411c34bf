// Start and end of a run, for bootloader and applications (with startup.cc and the linker scripts
// of this folder).
#pragma once

#include <cstdint>

// The reset handler for a vector table: initialises RAM as the linker script says, then calls
// main().
extern "C" [[noreturn]] void switchback_start();

namespace switchback::nrf51 {

// A soft reset. RAM keeps its contents, flash is idle, and peripherals are as after power-on,
// except for the watchdog.
[[noreturn]] void reset_chip();

// An address in the running program.
std::uint32_t running_address();

}  // namespace switchback::nrf51
