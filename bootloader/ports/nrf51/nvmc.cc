// Programs and erases. Each operation enables itself first and goes back to read-only afterwards.
#include "bootloader/ports/nrf51/nvmc.h"

#include "bootloader/ports/nrf51/registers.h"

namespace switchback::nrf51 {
namespace {

bool lies_within(const bootloader::Area& area, std::uint32_t address, std::size_t size_bytes) {
  return address >= area.address && address < area.end() && size_bytes <= area.end() - address;
}

// The controller finishes every command within microseconds or milliseconds, and cannot fail.
void wait_until_ready() {
  while (at(kNvmcReady) == 0) {
  }
}

void set_mode(std::uint32_t mode) {
  at(kNvmcConfig) = mode;
  wait_until_ready();
}

}  // namespace

Status read_flash(std::uint32_t address, MutableBytes out) {
  if (!lies_within({0, kFlashBytes}, address, out.size())) return Status::kFlashRange;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): flash is memory here
  const auto* const flash = reinterpret_cast<const volatile std::uint8_t*>(address);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = flash[i];
  return Status::kOk;
}

Status program_flash(const bootloader::Area& writable, std::uint32_t address, Bytes data) {
  if (!lies_within(writable, address, data.size())) return Status::kFlashRange;
  if (address % kWordBytes != 0 || data.size() % kWordBytes != 0) return Status::kFlashRange;
  set_mode(kConfigWrite);
  for (std::size_t i = 0; i < data.size(); i += kWordBytes) {
    at(address + static_cast<std::uint32_t>(i)) = load_u32(data, i);
    wait_until_ready();
  }
  set_mode(kConfigReadOnly);
  return Status::kOk;
}

Status erase_page(const bootloader::Area& writable, std::uint32_t address) {
  if (!lies_within(writable, address, kPageBytes) || address % kPageBytes != 0) return Status::kFlashRange;
  set_mode(kConfigErase);
  at(kNvmcErasePage) = address;
  wait_until_ready();
  set_mode(kConfigReadOnly);
  return Status::kOk;
}

}  // namespace switchback::nrf51
