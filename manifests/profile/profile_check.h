// Checks the rules between a profile's fields. Internal to manifests/profile/.
#pragma once

#include "host/json_reader.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// Checks `profile.sectors`: inside 32 bits, ascending, no overlaps, whole write units. The other
// checks assume all of this.
void check_sectors(const DeviceProfile& profile, host::Problems& problems);

// Checks that areas are whole sectors, do not overlap, and suit the strategy and the journal. If
// the strategy is kSwap and `swap_unit_bytes` is 0, it is set to its default first.
void check_areas(DeviceProfile& profile, host::Problems& problems);

}  // namespace switchback::manifests
