// The rules that hold between a profile's fields. Internal to manifests/profile*.cc.
#pragma once

#include "host/json_reader.h"
#include "manifests/profile.h"

namespace switchback::manifests {

// `profile.sectors`: inside 32 bits, ascending, apart, whole write units. All else assumes that.
void check_sectors(const DeviceProfile& profile, host::Problems& problems);

// Areas are whole sectors, lie apart, and suit the strategy and the journal. `swap_unit_bytes` is filled in with its
// default where it is 0 and the strategy is kSwap.
void check_areas(DeviceProfile& profile, host::Problems& problems);

}  // namespace switchback::manifests
