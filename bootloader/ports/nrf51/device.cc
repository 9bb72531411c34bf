// The parts of the device: the profile's layout, the flash that the bootloader runs from, and the
// watchdog.
#include "bootloader/board/flash.h"
#include "bootloader/board/observer.h"
#include "bootloader/ports/nrf51/boot_config.h"
#include "bootloader/ports/nrf51/nvmc.h"
#include "bootloader/ports/nrf51/registers.h"

namespace switchback::bootloader {
namespace {

constexpr Area kWritable = nrf51::writable_area(boot_config::kLayout);

}  // namespace

// Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] Status Flash::read(std::uint32_t address, MutableBytes out) {
  return nrf51::read_flash(address, out);
}

Status Flash::program(std::uint32_t address, Bytes data) { return nrf51::program_flash(kWritable, address, data); }

Status Flash::erase_sector(std::uint32_t address) { return nrf51::erase_page(kWritable, address); }

void Observer::keep_alive() {
  nrf51::at(nrf51::kWdtReload0) = nrf51::kWdtReloadValue;  // has no effect if no watchdog runs
}

}  // namespace switchback::bootloader
