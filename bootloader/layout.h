// Where everything lies in a device's flash. The constants are generated from the device's profile; the arithmetic on
// them is here.
#pragma once

#include <array>
#include <span>

#include "core/bytes.h"
#include "core/status.h"
#include "core/wire/image.h"

namespace switchback::bootloader {

// No area reaches the last byte of the address space, so that end() does not wrap.
struct Area {
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;

  constexpr std::uint32_t end() const { return address + size_bytes; }
  constexpr bool overlaps(const Area& other) const { return address < other.end() && other.address < end(); }
  // Also for an area whose end would wrap.
  constexpr bool contains(const Area& part) const {
    return part.address >= address && part.address <= end() && part.size_bytes <= end() - part.address;
  }
};

// `count` adjacent sectors of one size.
struct SectorRun {
  std::uint32_t address = 0;
  std::uint32_t sector_bytes = 0;
  std::uint32_t count = 0;
};

enum class Strategy : std::uint8_t {
  kSwap,  // images execute in slot 0 and are exchanged with slot 1 unit by unit
  kAb,    // images execute where they lie; the journal says which slot
};

constexpr std::uint32_t kMaxWriteUnitBytes = 128;

// All areas consist of whole sectors and do not overlap. The profile reader checks all that is said here.
struct Layout {
  std::span<const SectorRun> sectors;  // ascending, not overlapping; cover all areas
  std::uint32_t write_unit_bytes = 0;  // power of two, 1 … kMaxWriteUnitBytes
  std::uint8_t erased_value = 0xff;    // 0xff or 0x00
  Strategy strategy = Strategy::kSwap;
  std::array<Area, 2> slots{};
  // kSwap: what is exchanged in one step; both slots are whole units, and every unit is whole sectors. One unit of slot
  // 1 is spare: the candidate lies behind it. kAb: 0.
  std::uint32_t swap_unit_bytes = 0;
  Area journal;  // two banks of half its size each
  bool staging_in_slot =
      true;      // packages are staged at the end of slot 1 (kAb: of the inactive slot), aligned to a sector
  Area staging;  // otherwise they are staged from the start of this area
  std::uint8_t trial_boots = 1;  // how often an unconfirmed image is started, at least 1
  std::uint32_t initial_security_floor = 0;
  std::uint32_t decoder_ram_bytes = 0;
  std::uint8_t max_window_bits = 0;
  bool has_patch = false;                 // whether packages may be patches
  const wire::Uuid* vendor_id = nullptr;  // images must carry these where they are set
  const wire::Uuid* class_id = nullptr;
};

// The sector that contains `address`; size 0 where there is none.
Area sector_at(const Layout& layout, std::uint32_t address);

// The smallest run of whole sectors that starts at `address` (a sector's start) and holds `size_bytes`; size 0 where it
// would leave `within`.
Area whole_sectors(const Layout& layout, const Area& within, std::uint32_t address, std::uint32_t size_bytes);

// Which slot a candidate is prepared in while `active_slot` runs.
std::uint8_t candidate_slot(const Layout& layout, std::uint8_t active_slot);

// Which slot that candidate will execute in.
std::uint8_t execution_slot(const Layout& layout, std::uint8_t active_slot);

// All the room a candidate image may take, where it is prepared: slot 1 behind its spare unit, or the inactive slot.
Area candidate_area(const Layout& layout, std::uint8_t active_slot);

// Largest signed image that fits both where it is prepared and where it executes.
std::uint32_t max_image_bytes(const Layout& layout);

// Where a package of `size_bytes` is staged; size 0 where it does not fit.
Area staging_area(const Layout& layout, std::uint8_t active_slot, std::uint32_t size_bytes);

// Where a plain image of `size_bytes` is staged: directly as the candidate, in whole swap units (kAb: sectors); size 0
// where it does not fit.
Area image_area(const Layout& layout, std::uint8_t active_slot, std::uint32_t size_bytes);

}  // namespace switchback::bootloader
