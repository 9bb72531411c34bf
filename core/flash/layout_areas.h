// Computes areas from a layout: candidate, staging, whole sectors. Unsigned, with checks against
// wrapping. Inline, because a bootloader's compiler knows most of the values.
#pragma once

#include <algorithm>

#include "core/flash/layout.h"
#include "core/flash/sectors.h"

namespace switchback::flash {

// The sector that contains `address`; size 0 if there is none.
constexpr Area sector_at(const Layout& layout, std::uint32_t address) { return sector_at(layout.sectors, address); }

// The smallest area of whole sectors that starts at `address` (a sector's start) and holds
// `size_bytes`; size 0 if it would leave `within`, which the sectors cover.
constexpr Area whole_sectors(const Layout& layout, const Area& within, std::uint32_t address,
                             std::uint32_t size_bytes) {
  if (address < within.address || address >= within.end() || size_bytes > within.end() - address) return {};
  if (size_bytes == 0) return {address, 0};
  const Area last = sector_at(layout, address + size_bytes - 1);
  if (last.size_bytes == 0 || last.end() > within.end()) return {};
  return {address, last.end() - address};
}

// The slot in which a candidate is prepared while `active_slot` runs.
constexpr std::uint8_t candidate_slot(const Layout& layout, std::uint8_t active_slot) {
  return layout.strategy == Strategy::kSwap || active_slot == 0 ? 1 : 0;
}

// The slot in which that candidate will execute.
constexpr std::uint8_t execution_slot(const Layout& layout, std::uint8_t active_slot) {
  return layout.strategy == Strategy::kSwap ? 0 : candidate_slot(layout, active_slot);
}

// All the room for a candidate image where it is prepared: slot 1 behind its spare unit, or the
// inactive slot.
constexpr Area candidate_area(const Layout& layout, std::uint8_t active_slot) {
  const Area& slot = layout.slots[candidate_slot(layout, active_slot)];
  return {slot.address + layout.swap_unit_bytes, slot.size_bytes - layout.swap_unit_bytes};
}

// The largest signed image that fits both where it is prepared and where it executes.
constexpr std::uint32_t max_image_bytes(const Layout& layout) {
  return std::min(layout.slots[0].size_bytes, layout.slots[1].size_bytes - layout.swap_unit_bytes);
}

// Where a package of `size_bytes` is staged; size 0 if it does not fit.
constexpr Area staging_area(const Layout& layout, std::uint8_t active_slot, std::uint32_t size_bytes) {
  if (!layout.staging_in_slot) return whole_sectors(layout, layout.staging, layout.staging.address, size_bytes);
  const Area room = candidate_area(layout, active_slot);
  if (size_bytes == 0 || size_bytes > room.size_bytes) return {};
  const std::uint32_t start = sector_at(layout, room.end() - size_bytes).address;
  // At the very start, a package would leave no room for its target, and would pass for a plain
  // image.
  if (start == room.address) return {};
  return {start, room.end() - start};
}

// Where a plain image of `size_bytes` is staged: directly as the candidate, in whole swap units
// (kAb: sectors); size 0 if it does not fit.
constexpr Area image_area(const Layout& layout, std::uint8_t active_slot, std::uint32_t size_bytes) {
  if (size_bytes > max_image_bytes(layout)) return {};
  const Area room = candidate_area(layout, active_slot);
  if (layout.strategy == Strategy::kAb) return whole_sectors(layout, room, room.address, size_bytes);
  const std::uint32_t unit = layout.swap_unit_bytes;
  const std::uint32_t whole_units = (size_bytes + unit - 1) / unit * unit;
  return {room.address, whole_units};
}

}  // namespace switchback::flash
