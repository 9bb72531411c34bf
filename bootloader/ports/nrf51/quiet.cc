// A console without a serial line, which takes less of flash.
#include "bootloader/ports/nrf51/console.h"
#include "bootloader/ports/nrf51/registers.h"

namespace switchback::nrf51 {

void Console::open() {}

void Console::close() {}

void Console::on_progress(bootloader::Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) {}

void Console::keep_alive() {
  at(kWdtReload0) = kWdtReloadValue;  // does nothing where none runs
}

void Console::print_outcome(const bootloader::Outcome& /*outcome*/) {}

}  // namespace switchback::nrf51
