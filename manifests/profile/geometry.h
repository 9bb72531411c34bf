// Arithmetic on a profile's sectors. Its time depends on the number of runs, not of sectors.
// Internal to manifests/*.cc.
#pragma once

#include <cstdint>
#include <optional>

#include "manifests/profile/profile.h"

namespace switchback::manifests {

// The sector that contains `address`; nothing outside the flash.
std::optional<Area> sector_at(const DeviceProfile& profile, std::uint32_t address);

// Whether a sector starts or ends at `address`.
bool is_sector_boundary(const DeviceProfile& profile, std::uint32_t address);

// Whether sectors cover all of `area`.
bool is_covered(const DeviceProfile& profile, const Area& area);

// The number of sectors that `area` touches.
std::uint32_t count_sectors(const DeviceProfile& profile, const Area& area);

// The size of the largest sector that `area` touches; 0 if it touches none.
std::uint32_t largest_sector(const DeviceProfile& profile, const Area& area);

// Where a candidate image may lie. kAb: all of slot `candidate_slot`. kSwap: slot 1 behind its
// spare swap unit.
Area candidate_room(const DeviceProfile& profile, std::uint8_t candidate_slot);

// The sectors that a candidate image of `image_bytes` takes; empty if the image does not fit.
std::optional<Area> candidate_area(const DeviceProfile& profile, std::uint8_t candidate_slot,
                                   std::uint64_t image_bytes);

// The sectors that a package of `package_bytes` is staged in; empty if the package does not fit.
std::optional<Area> staging_area(const DeviceProfile& profile, std::uint8_t candidate_slot,
                                 std::uint64_t package_bytes);

}  // namespace switchback::manifests
