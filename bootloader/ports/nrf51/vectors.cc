// The bootloader's vector table, the forwarder, and the way into an image.
#include "bootloader/ports/nrf51/vectors.h"

#include "bootloader/ports/nrf51/registers.h"
#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/vector_table.h"

// From boot.ld.
extern "C" {
extern std::uint32_t switchback_image_vectors;
[[noreturn]] void switchback_reset();
[[noreturn]] void switchback_fault();
void switchback_forward_exception();
}

namespace switchback::nrf51 {
namespace {

void set_image_vectors(std::uint32_t address) {
  *const_cast<volatile std::uint32_t*>(&switchback_image_vectors) = address;
}

}  // namespace

void start_image(std::uint32_t vectors) {
  set_image_vectors(vectors);
  const std::uint32_t stack = at(vectors);
  const std::uint32_t entry = at(vectors + 4);
  asm volatile(
      "msr msp, %0\n"
      "bx %1\n"
      :
      : "r"(stack), "r"(entry)
      : "memory");
  __builtin_unreachable();
}

}  // namespace switchback::nrf51

// RAM keeps its contents through a reset, and holds anything after power comes on.
extern "C" [[gnu::used]] void switchback_reset() {
  switchback::nrf51::set_image_vectors(0);
  switchback_start();
}

extern "C" [[gnu::used]] void switchback_fault() { switchback::nrf51::reset_chip(); }

// r0 and r1 are free: the hardware has stacked them. LR holds EXC_RETURN and must reach the image's handler unchanged.
extern "C" [[gnu::naked, gnu::used]] void switchback_forward_exception() {
  asm volatile(
      ".syntax unified\n"
      "ldr r0, 1f\n"
      "ldr r0, [r0]\n"
      "cmp r0, #0\n"
      "beq 2f\n"
      "mrs r1, ipsr\n"
      "lsls r1, r1, #2\n"
      "ldr r0, [r0, r1]\n"
      "bx r0\n"
      "2:\n"
      "bl switchback_fault\n"
      ".align 2\n"
      "1: .word switchback_image_vectors\n");
}

[[gnu::section(".vectors"), gnu::used]] constexpr switchback::nrf51::VectorTable kVectors =
    switchback::nrf51::vector_table(switchback_reset, switchback_forward_exception);
