// Arithmetic on sectors. Its time depends on the number of runs, not of sectors. Unsigned, with
// checks against wrapping. Inline, because a bootloader's compiler knows most of the values.
#pragma once

#include <algorithm>
#include <span>

#include "core/flash/area.h"

namespace switchback::flash {

// Ascending and not overlapping.
using SectorRuns = std::span<const SectorRun>;

// The sector that contains `address`; size 0 if there is none. Always inline: where the runs are
// constants, the division becomes a shift.
[[gnu::always_inline]] constexpr Area sector_at(SectorRuns runs, std::uint32_t address) {
  for (const SectorRun& run : runs) {
    if (address < run.address) continue;
    const std::uint32_t index = (address - run.address) / run.sector_bytes;
    if (index < run.count) return {run.address + index * run.sector_bytes, run.sector_bytes};
  }
  return {};
}

// Whether a sector starts at `address`, or the one before it ends there.
constexpr bool is_sector_boundary(SectorRuns runs, std::uint32_t address) {
  const Area sector = sector_at(runs, address);
  if (sector.size_bytes != 0) return sector.address == address;
  return address != 0 && sector_at(runs, address - 1).size_bytes != 0;
}

// Whether the runs cover all of `area`.
constexpr bool is_covered(SectorRuns runs, const Area& area) {
  std::uint32_t covered = area.address;  // runs ascend, so one pass suffices
  for (const SectorRun& run : runs) {
    if (covered >= run.address && covered < run.end()) covered = run.end();
  }
  return covered >= area.end();
}

// The number of sectors that `area` touches.
constexpr std::uint32_t count_sectors(SectorRuns runs, const Area& area) {
  std::uint32_t count = 0;
  for (const SectorRun& run : runs) {
    const std::uint32_t first = std::max(run.address, area.address);
    const std::uint32_t end = std::min(run.end(), area.end());
    if (first >= end) continue;
    count += (end - 1 - run.address) / run.sector_bytes - (first - run.address) / run.sector_bytes + 1;
  }
  return count;
}

// The bytes of all sectors.
constexpr std::uint64_t total_bytes(SectorRuns runs) {
  std::uint64_t bytes = 0;
  for (const SectorRun& run : runs) bytes += std::uint64_t{run.sector_bytes} * run.count;
  return bytes;
}

// The size of the largest sector that `area` touches; 0 if there is none.
constexpr std::uint32_t largest_sector(SectorRuns runs, const Area& area) {
  std::uint32_t largest = 0;
  for (const SectorRun& run : runs) {
    if (area.overlaps({run.address, run.end() - run.address})) largest = std::max(largest, run.sector_bytes);
  }
  return largest;
}

}  // namespace switchback::flash
