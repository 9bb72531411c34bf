// Converts a profile to the layout that the bootloader works with (core/flash/layout.h).
#pragma once

#include "core/flash/layout.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// The layout that a bootloader for `profile` is built with. It borrows the profile's sectors, RAM
// and ids.
flash::Layout to_layout(const DeviceProfile& profile);
flash::Layout to_layout(const DeviceProfile&&) = delete;  // it would borrow from what is gone

}  // namespace switchback::manifests
