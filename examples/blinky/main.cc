// An application that can be updated: blinks, and takes updates over the serial line.
#include "bootloader/ports/nrf51/boot_config.h"
#include "bootloader/ports/nrf51/nvmc_flash.h"
#include "bootloader/ports/nrf51/startup.h"
#include "examples/blinky/clock.h"
#include "examples/blinky/commands.h"
#include "examples/blinky/led.h"
#include "examples/blinky/version.h"

int main() {
  using namespace switchback;
  nrf51::Uart uart;
  uart.open();
  uart.listen();
  nrf51::NvmcFlash flash(nrf51::writable_area(boot_config::kLayout));
  bootloader::Updater updater(flash, boot_config::kLayout);
  const Status status = updater.open(nrf51::running_address());

  blinky::open_led();
  blinky::start_clock();
  uart.print("blinky ");
  uart.print(blinky::kVersion);
  uart.print(ok(status) ? "\r\n" : ", without its journal\r\n");
  blinky::after_start(updater, uart);

  uart.print("ready\r\n");
  blinky::Commands commands(updater, uart);
  for (;;) commands.poll();
}
