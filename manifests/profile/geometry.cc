#include "manifests/profile/geometry.h"

#include <algorithm>

namespace switchback::manifests {

std::optional<Area> sector_at(const DeviceProfile& profile, std::uint32_t address) {
  for (const SectorRun& run : profile.sectors) {
    if (address < run.address || address >= run.end()) continue;
    const std::uint32_t index = (address - run.address) / run.sector_bytes;
    return Area{run.address + index * run.sector_bytes, run.sector_bytes};
  }
  return std::nullopt;
}

bool is_sector_boundary(const DeviceProfile& profile, std::uint32_t address) {
  if (const auto sector = sector_at(profile, address)) return sector->address == address;
  return address != 0 && sector_at(profile, address - 1).has_value();
}

bool is_covered(const DeviceProfile& profile, const Area& area) {
  std::uint32_t covered = area.address;  // runs ascend, so one pass suffices
  for (const SectorRun& run : profile.sectors) {
    if (covered >= run.address && covered < run.end()) covered = run.end();
  }
  return covered >= area.end();
}

std::uint32_t count_sectors(const DeviceProfile& profile, const Area& area) {
  std::uint32_t count = 0;
  for (const SectorRun& run : profile.sectors) {
    const std::uint32_t first = std::max(run.address, area.address);
    const std::uint32_t end = std::min(run.end(), area.end());
    if (first >= end) continue;
    count += (end - 1 - run.address) / run.sector_bytes - (first - run.address) / run.sector_bytes + 1;
  }
  return count;
}

std::uint32_t largest_sector(const DeviceProfile& profile, const Area& area) {
  std::uint32_t largest = 0;
  for (const SectorRun& run : profile.sectors) {
    if (area.overlaps({run.address, run.end() - run.address})) largest = std::max(largest, run.sector_bytes);
  }
  return largest;
}

Area candidate_room(const DeviceProfile& profile, std::uint8_t candidate_slot) {
  const Area& slot = profile.slots[profile.strategy == Strategy::kSwap ? 1 : candidate_slot];
  return {slot.address + profile.swap_unit_bytes, slot.size_bytes - profile.swap_unit_bytes};
}

std::optional<Area> candidate_area(const DeviceProfile& profile, std::uint8_t candidate_slot,
                                   std::uint64_t image_bytes) {
  const Area room = candidate_room(profile, candidate_slot);
  if (image_bytes == 0 || image_bytes > max_image_bytes(profile)) return std::nullopt;
  const auto bytes = static_cast<std::uint32_t>(image_bytes);
  if (profile.strategy == Strategy::kSwap) {
    const std::uint32_t units = (bytes - 1) / profile.swap_unit_bytes + 1;
    return Area{room.address, units * profile.swap_unit_bytes};
  }
  const auto last = sector_at(profile, room.address + bytes - 1);
  return last ? std::optional(Area{room.address, last->end() - room.address}) : std::nullopt;
}

std::optional<Area> staging_area(const DeviceProfile& profile, std::uint8_t candidate_slot,
                                 std::uint64_t package_bytes) {
  const Area room = profile.staging.value_or(candidate_room(profile, candidate_slot));
  if (package_bytes == 0 || package_bytes > room.size_bytes) return std::nullopt;
  const auto bytes = static_cast<std::uint32_t>(package_bytes);
  if (profile.staging) {
    const auto last = sector_at(profile, room.address + bytes - 1);
    return last ? std::optional(Area{room.address, last->end() - room.address}) : std::nullopt;
  }
  const auto first = sector_at(profile, room.end() - bytes);
  return first ? std::optional(Area{first->address, room.end() - first->address}) : std::nullopt;
}

}  // namespace switchback::manifests
