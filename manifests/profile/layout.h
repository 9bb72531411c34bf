// A profile as the bootloader sees it.
#pragma once

#include "core/flash/layout.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// The constants that a bootloader for `profile` is built with. The layout borrows the profile's
// sectors, RAM and ids.
flash::Layout to_layout(const DeviceProfile& profile);

}  // namespace switchback::manifests
