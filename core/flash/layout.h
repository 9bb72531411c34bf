// Layout: where journal, slots and staging lie in a device's flash, and the device's limits.
// Derived from the device's profile: as generated constants in a bootloader, by
// manifests/profile/layout.h on the host. core/flash/layout_areas.h computes with it.
#pragma once

#include <array>
#include <span>

#include "core/flash/area.h"
#include "core/wire/image.h"
#include "core/wire/vectors.h"

namespace switchback::flash {

enum class Strategy : std::uint8_t {
  kSwap,  // images execute in slot 0 and are exchanged with slot 1 unit by unit
  kAb,    // images execute where they lie; the journal says which slot
};

constexpr std::uint32_t kMaxWriteUnitBytes = 512;
// The least that is copied or written at once; a larger write unit takes its place.
constexpr std::uint32_t kLeastPieceBytes = 128;

// All areas consist of whole sectors and do not overlap. The profile reader checks all constraints
// in these comments.
struct Layout {
  std::span<const SectorRun> sectors;  // ascending, not overlapping; cover all areas
  std::uint32_t write_unit_bytes = 0;  // power of two, 1 … kMaxWriteUnitBytes
  std::uint8_t erased_value = 0xff;    // 0xff or 0x00
  Strategy strategy = Strategy::kSwap;
  std::array<Area, 2> slots{};
  // kSwap: the size of one step of the exchange. Both slots are whole units, and every unit is
  // whole sectors. One unit of slot 1 is spare; the candidate lies behind it. kAb: 0.
  std::uint32_t swap_unit_bytes = 0;
  Area journal;  // two banks of half its size, each for at least six records
  // true: packages are staged at the end of slot 1 (kAb: of the inactive slot), aligned to a
  // sector. false: from the start of `staging`.
  bool staging_in_slot = true;
  Area staging;
  std::uint8_t trial_boots = 1;       // how often an unconfirmed image is started, at least 1
  std::uint8_t install_attempts = 5;  // starts without progress until an update is given up; ≥ 1
  std::uint32_t initial_security_floor = 0;
  bool has_protection = false;  // whether the port has a Protection (bootloader/board/protection.h)
  std::uint32_t decoder_ram_bytes = 0;
  std::uint8_t max_window_bits = 0;
  bool has_patch = false;                 // whether packages may be patches
  const wire::Uuid* vendor_id = nullptr;  // if set, images must carry these ids
  const wire::Uuid* class_id = nullptr;
  Core core = Core::kOther;          // kCortexM: an image's vectors are checked
  std::span<const MemoryRange> ram;  // kCortexM: where the initial stack pointer may lie
};

}  // namespace switchback::flash
