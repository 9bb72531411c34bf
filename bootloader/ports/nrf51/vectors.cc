// The bootloader's vector table, the forwarder of exceptions, and the jump into an image.
#include "bootloader/ports/nrf51/vectors.h"

#include "bootloader/boot.h"
#include "bootloader/ports/nrf51/registers.h"
#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/vector_table.h"

// From boot.ld.
extern "C" {
extern std::uint32_t switchback_image_vectors;
[[noreturn]] void switchback_reset();
[[noreturn]] void switchback_fault();
void switchback_forward_exception();
[[noreturn]] void switchback_clear_and_enter(std::uint32_t stack, std::uint32_t entry);
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

// Not inlined, so that it does not lie in the way of damaged branches.
[[gnu::noinline]] void start_confirmed(std::uint32_t confirmed) {
  const std::uint32_t vectors = bootloader::opened_entry(confirmed);
  const std::uint32_t stack = at(vectors);
  const std::uint32_t entry = at(vectors + 4);
  // Not earlier: a wrong address faults above, and the bootloader must handle that fault.
  set_image_vectors(vectors);
  switchback_clear_and_enter(stack, entry);
}

}  // namespace switchback::nrf51

// RAM keeps its contents through a reset, and holds anything after power-on.
extern "C" [[gnu::used]] void switchback_reset() {
  switchback::nrf51::set_image_vectors(0);
  switchback_start();
}

extern "C" [[gnu::used]] void switchback_fault() { switchback::nrf51::reset_chip(); }

// r0 and r1 are free, because the hardware has stacked them. LR holds EXC_RETURN and must reach the
// image's handler unchanged.
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

// Clears the bootloader's data, its stack and all registers except r1, which holds the image's
// entry. RAM between data and stack stays: an image may keep something there through a reset.
extern "C" [[gnu::naked, gnu::used]] void switchback_clear_and_enter(std::uint32_t /*stack*/, std::uint32_t /*entry*/) {
  asm volatile(
      ".syntax unified\n"
      "msr msp, r0\n"
      "movs r0, #0\n"
      "ldr r2, =switchback_data_start\n"
      "ldr r3, =switchback_bss_end\n"
      "b 2f\n"
      "1: stmia r2!, {r0}\n"
      "2: cmp r2, r3\n"
      "blo 1b\n"
      "ldr r2, =switchback_stack_bottom\n"
      "ldr r3, =switchback_stack_top\n"
      "3: stmia r2!, {r0}\n"
      "cmp r2, r3\n"
      "blo 3b\n"
      "movs r2, r0\n"
      "movs r3, r0\n"
      "movs r4, r0\n"
      "movs r5, r0\n"
      "movs r6, r0\n"
      "movs r7, r0\n"
      "mov r8, r0\n"
      "mov r9, r0\n"
      "mov r10, r0\n"
      "mov r11, r0\n"
      "mov r12, r0\n"
      "mov lr, r0\n"
      "switchback_leave:\n"  // for debuggers
      "bx r1\n"
      ".ltorg\n");
}

[[gnu::section(".vectors"), gnu::used]] constexpr switchback::nrf51::VectorTable kVectors =
    switchback::nrf51::vector_table(switchback_reset, switchback_forward_exception);
