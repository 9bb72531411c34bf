// A console without output, which takes less flash.
#include "bootloader/ports/nrf51/console.h"

namespace switchback::bootloader {

void Observer::on_progress(Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) {}

}  // namespace switchback::bootloader

namespace switchback::nrf51 {

void Console::open() {}

void Console::close() {}

void Console::print_outcome(const bootloader::Outcome& /*outcome*/) {}

}  // namespace switchback::nrf51
