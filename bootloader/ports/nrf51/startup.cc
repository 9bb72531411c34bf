// From reset to main(). No constructors run: the linker scripts refuse a program that has any.
#include "bootloader/ports/nrf51/startup.h"

#include "bootloader/ports/nrf51/registers.h"

extern "C" {
// From the linker script; all word-aligned.
extern const std::uint32_t switchback_data_image[];
extern std::uint32_t switchback_data_start[];
extern const std::uint32_t switchback_data_end[];
extern std::uint32_t switchback_bss_start[];
extern const std::uint32_t switchback_bss_end[];

int main();

[[gnu::used]] void switchback_start() {
  const std::uint32_t* from = switchback_data_image;
  for (std::uint32_t* to = switchback_data_start; to < switchback_data_end; ++to, ++from) *to = *from;
  for (std::uint32_t* to = switchback_bss_start; to < switchback_bss_end; ++to) *to = 0;
  main();
  switchback::nrf51::reset_chip();
}
}

namespace switchback::nrf51 {

void reset_chip() {
  asm volatile("dsb" ::: "memory");
  at(kAircr) = kAircrResetRequest;
  for (;;) {
  }
}

std::uint32_t running_address() { return reinterpret_cast<std::uintptr_t>(&running_address); }

}  // namespace switchback::nrf51
