// Exceptions on a core without VTOR: the hardware always uses the vector table at address 0, which
// is the bootloader's.
//
// Every entry of that table except the first two leads to one forwarder. It jumps to the handler of
// the same number in the running image's table, whose address is in the RAM word
// `switchback_image_vectors`. This is the lowest word of RAM, and the linker scripts of bootloader
// and applications reserve it. While it is 0 the bootloader itself runs. It uses no interrupts, so
// an exception is then a fault and resets the chip.
#pragma once

#include <cstdint>

namespace switchback::nrf51 {

// Leaves the bootloader for good: hands all exceptions to the vector table at `vectors`, loads its
// stack pointer and calls its reset handler. Interrupts must be as after a reset: none enabled.
[[noreturn]] void start_image(std::uint32_t vectors);

// The same for the result of bootloader::confirmed_entry(). Also clears the bootloader's data,
// stack and registers.
[[noreturn]] void start_confirmed(std::uint32_t confirmed);

}  // namespace switchback::nrf51
