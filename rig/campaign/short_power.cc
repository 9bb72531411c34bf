#include "rig/campaign/short_power.h"

#include <algorithm>

#include "bootloader/board/layout_areas.h"
#include "bootloader/board/layout_ref.h"

namespace switchback::rig {
namespace {

// Records between two starts that make progress: load, check, mark, resume or step, next.
constexpr std::uint64_t kRecords = 5;

struct Sectors {
  std::uint64_t count = 0;
  std::uint32_t largest_bytes = 0;
};

Sectors sectors_of(const bootloader::Layout& layout, const bootloader::Area& area) {
  Sectors sectors;
  for (std::uint32_t at = area.address; at < area.end(); at = bootloader::sector_at(layout, at).end()) {
    ++sectors.count;
    sectors.largest_bytes = std::max(sectors.largest_bytes, bootloader::sector_at(layout, at).size_bytes);
  }
  return sectors;
}

std::uint64_t programs(const bootloader::Layout& layout, std::uint32_t size_bytes) {
  return size_bytes / bootloader::piece_bytes(layout) + 1;
}

}  // namespace

std::uint64_t enough_operations(const bootloader::Layout& layout) {
  // One place in doubt, and the erases of both banks.
  const std::uint64_t record = 3 + sectors_of(layout, layout.journal).count;
  std::uint64_t most = 0;
  for (const bootloader::Area& slot : layout.slots) {
    const Sectors sectors = sectors_of(layout, slot);
    const std::uint64_t resume = 2 + programs(layout, std::max(sectors.largest_bytes, layout.swap_unit_bytes));
    most = std::max(most, std::max(sectors.count, resume));
  }
  return kRecords * record + most;
}

}  // namespace switchback::rig
