// Arithmetic on a profile's sectors, in time that does not depend on their number. Internal to manifests/*.cc.
#pragma once

#include <cstdint>
#include <optional>

#include "manifests/profile.h"

namespace switchback::manifests {

// The sector that contains `address`.
std::optional<Area> sector_at(const DeviceProfile& profile, std::uint32_t address);

// Whether a sector starts at `address`, or the one before ends there.
bool is_sector_boundary(const DeviceProfile& profile, std::uint32_t address);

// Whether flash covers all of `area`.
bool is_covered(const DeviceProfile& profile, const Area& area);

// Sectors that `area` touches.
std::uint32_t count_sectors(const DeviceProfile& profile, const Area& area);

// The largest sector that `area` touches; 0 where there is none.
std::uint32_t largest_sector(const DeviceProfile& profile, const Area& area);

// What a candidate image may take of the slot it is prepared in: all of it (kAb), or what lies behind the spare unit of
// slot 1.
Area candidate_room(const DeviceProfile& profile, std::uint8_t candidate_slot);

// The sectors that a candidate of `image_bytes` takes of its room; empty where it does not fit.
std::optional<Area> candidate_area(const DeviceProfile& profile, std::uint8_t candidate_slot,
                                   std::uint64_t image_bytes);

// The sectors that a package of `package_bytes` is staged in; empty where it does not fit.
std::optional<Area> staging_area(const DeviceProfile& profile, std::uint8_t candidate_slot,
                                 std::uint64_t package_bytes);

}  // namespace switchback::manifests
