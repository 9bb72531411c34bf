// Flash driver: the nRF51's non-volatile memory controller, which programs words and erases pages of 1 KB.
#pragma once

#include "bootloader/layout.h"

namespace switchback::nrf51 {

constexpr std::uint32_t kFlashBytes = 256 * 1024;
constexpr std::uint32_t kPageBytes = 1024;
constexpr std::uint32_t kWordBytes = 4;

// The CPU, which runs from this flash, stands still during a program (46 µs a word) and an erase (21 ms a page); the
// watchdog does not. Flash here has no ECC: reads always succeed. `writable` is what may be changed, so that no fault
// in the layout can reach the bootloader itself.

// kOk; kFlashRange.
Status read_flash(std::uint32_t address, MutableBytes out);

// kOk; kFlashRange (outside, or not whole words).
Status program_flash(const bootloader::Area& writable, std::uint32_t address, Bytes data);

// kOk; kFlashRange (outside, or not a page's start).
Status erase_page(const bootloader::Area& writable, std::uint32_t address);

// From the lowest to the highest byte of the layout's areas: what the driver may change.
constexpr bootloader::Area writable_area(const bootloader::Layout& layout) {
  std::uint32_t first = kFlashBytes;
  std::uint32_t end = 0;
  for (const bootloader::Area& area : {layout.slots[0], layout.slots[1], layout.journal, layout.staging}) {
    if (area.size_bytes == 0) continue;
    first = area.address < first ? area.address : first;
    end = area.end() > end ? area.end() : end;
  }
  return {first, end - first};
}

}  // namespace switchback::nrf51
