// Flash driver: the nRF51's non-volatile memory controller, which programs words and erases pages
// of 1 KB.
#pragma once

#include "bootloader/board/layout.h"

namespace switchback::nrf51 {

constexpr std::uint32_t kFlashBytes = 256 * 1024;
constexpr std::uint32_t kPageBytes = 1024;
constexpr std::uint32_t kWordBytes = 4;

// The CPU runs from this flash and stands still during a program (46 µs a word) and an erase (21 ms
// a page); the watchdog does not. This flash has no ECC, so reads always succeed. `writable` is the
// area that may be changed, so that no error in the layout can reach the bootloader itself.

// Fills `out` from `address`.
//   kOk:         `out` is filled
//   kFlashRange: outside flash
Status read_flash(std::uint32_t address, MutableBytes out);

// Programs `data` at `address`.
//   kOk:         programmed
//   kFlashRange: outside `writable`, or not whole words
Status program_flash(const bootloader::Area& writable, std::uint32_t address, Bytes data);

// Erases the page that starts at `address`.
//   kOk:         erased
//   kFlashRange: outside `writable`, or not a page's start
Status erase_page(const bootloader::Area& writable, std::uint32_t address);

// The area that the driver may change: from the lowest to the highest byte of the layout's areas.
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
