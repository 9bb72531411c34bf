// Area and SectorRun: ranges of flash addresses.
#pragma once

#include <cstdint>

namespace switchback::flash {

// No area reaches the last byte of the address space, so end() does not wrap.
struct Area {
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;

  constexpr std::uint32_t end() const { return address + size_bytes; }
  constexpr bool operator==(const Area&) const = default;
  constexpr bool overlaps(const Area& other) const { return address < other.end() && other.address < end(); }
  // Also right for a part whose end would wrap. Always inline: untrusted numbers then stay in
  // registers.
  [[gnu::always_inline]] constexpr bool contains(std::uint32_t part_address, std::uint32_t part_bytes) const {
    return part_address >= address && part_address <= end() && part_bytes <= end() - part_address;
  }
  constexpr bool contains(const Area& part) const { return contains(part.address, part.size_bytes); }
};

// `count` adjacent sectors of one size.
struct SectorRun {
  std::uint32_t address = 0;
  std::uint32_t sector_bytes = 0;
  std::uint32_t count = 0;

  constexpr std::uint32_t end() const { return address + sector_bytes * count; }
  constexpr bool operator==(const SectorRun&) const = default;
};

}  // namespace switchback::flash
