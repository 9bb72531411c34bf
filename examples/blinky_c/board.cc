#include "examples/blinky_c/board.h"

#include "bootloader/app/c_device.h"
#include "bootloader/ports/nrf51/boot_config.h"
#include "bootloader/ports/nrf51/nvmc_flash.h"
#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/uart.h"

namespace {

using namespace switchback;

nrf51::Uart uart;
constinit nrf51::NvmcFlash flash{nrf51::writable_area(boot_config::kLayout)};
constinit sb_device device{flash, boot_config::kLayout, 0};

}  // namespace

void board_open() {
  uart.open();
  uart.listen();
}

void board_print(const char* text) { uart.print(text); }

void board_print_number(std::uint32_t value) { uart.print_number(value); }

std::uint8_t board_read_byte() { return uart.get(); }

void board_reset() { nrf51::reset_chip(); }

const sb_device* board_device() {
  device.running_address = nrf51::running_address();
  return &device;
}
