// Generates the bootloader's constants: a C++ header with a device's layout and trusted keys.
#pragma once

#include <span>
#include <string>

#include "core/authenticate.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// Returns a header that defines, in namespace switchback::boot_config:
//   kLayout:     the device's layout (bootloader/board/layout.h)
//   kRootKeys:   std::array of RootKey, in the order of `keys`
//   kHardening:  the profile's `hardening`
//   kBootloader: the bootloader's Area, if the profile has one
// The same input gives the same bytes.
// kUsage: no key, more than kMaxRootKeys, or one key twice.
Result<std::string> boot_config_header(const DeviceProfile& profile, std::span<const RootKey> keys);

}  // namespace switchback::manifests
