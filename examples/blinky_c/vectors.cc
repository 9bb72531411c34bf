// The image's vector table. This application uses no interrupts: every exception is a crash.
#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/vector_table.h"

namespace {

using namespace switchback::nrf51;

[[gnu::section(".vectors"), gnu::used]] constexpr VectorTable kVectors = vector_table(switchback_start, reset_chip);

}  // namespace
