// Exceptions on a core without VTOR: the hardware always uses the vector table at address 0, which is the bootloader's.
//
// Every entry of that table but the first two leads to one forwarder, which jumps to the handler of the same number in
// the running image's table. Where that table lies is kept in the RAM word `switchback_image_vectors`, the lowest of
// the RAM; the linker scripts of bootloader and applications both leave it out of everything else. While it is 0 the
// bootloader itself runs, which uses no interrupts: an exception is then a fault, and resets the chip.
#pragma once

#include <cstdint>

namespace switchback::nrf51 {

// Leaves the bootloader for good: hands all exceptions to the vector table at `vectors`, takes its stack pointer and
// calls its reset handler. Interrupts must be as after a reset: none enabled.
[[noreturn]] void start_image(std::uint32_t vectors);

// The same for what bootloader::confirmed_entry() returned; clears the bootloader's data and stack, and the registers.
[[noreturn]] void start_confirmed(std::uint32_t confirmed);

}  // namespace switchback::nrf51
