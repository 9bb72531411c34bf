// The bootloader for nRF51 boards wired as the micro:bit: everything that this board adds to
// bootloader::boot().
#include <new>

#include "bootloader/boot.h"
#include "bootloader/ports/nrf51/boot_config.h"
#include "bootloader/ports/nrf51/console.h"
#include "bootloader/ports/nrf51/registers.h"
#include "bootloader/ports/nrf51/startup.h"
#include "bootloader/ports/nrf51/vectors.h"

namespace {

using namespace switchback;

alignas(8) std::array<std::uint8_t, boot_config::kLayout.decoder_ram_bytes> workspace;
alignas(bootloader::Outcome) std::array<std::byte, sizeof(bootloader::Outcome)> outcome_room;

// Recovery: there is nothing to start. Waits for a debugger or a power cycle. Another port would
// receive an image here.
[[noreturn]] void recover() {
  for (;;) asm volatile("wfi");
}

}  // namespace

int main() {
  nrf51::Console console;
  console.open();
  bootloader::Flash flash;
  const bootloader::Device device{flash, boot_config::kLayout, boot_config::kRootKeys, workspace, console};
  auto& outcome = *new (outcome_room.data()) bootloader::Outcome{};
  bootloader::boot(device, outcome);
  console.print_outcome(outcome);
  console.close();
  if (!outcome.bootable) recover();
  if constexpr (boot_config::kHardening) {
    nrf51::at(nrf51::kWdtReload0) = nrf51::kWdtReloadValue;  // the signature is checked again
    const std::uint32_t confirmed = bootloader::confirmed_entry(device, outcome);
    if (confirmed == bootloader::kNoEntry) nrf51::reset_chip();
    nrf51::start_confirmed(confirmed);
  }
  nrf51::start_image(outcome.entry_address);
}
