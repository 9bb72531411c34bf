// The differences between the versions of blinky. Each version_<x>.cc implements all of it.
#pragma once

#include <cstdint>

#include "bootloader/app/updater.h"
#include "bootloader/ports/nrf51/uart.h"

namespace blinky {

extern const char* const kVersion;

// Called once at the start, after the journal was read and before commands are taken. A version
// that is meant to stay confirms itself here.
void after_start(switchback::bootloader::Updater& updater, switchback::nrf51::Uart& uart);

// Called from the timer's interrupt.
void on_tick(std::uint32_t count);

}  // namespace blinky
