// The C++ header that gives a bootloader its constants: the profile's layout and the keys it trusts.
#pragma once

#include <span>
#include <string>

#include "core/authenticate.h"
#include "manifests/profile.h"

namespace switchback::manifests {

// A header that defines in namespace switchback::boot_config: `kLayout` (bootloader/layout.h), `kRootKeys` (std::array
// of RootKey), and `kBootloader`, the Area the profile gives the bootloader (where it does). The same input gives the
// same bytes. kUsage: no key, or a key given twice.
Result<std::string> boot_config_header(const DeviceProfile& profile, std::span<const RootKey> keys);

}  // namespace switchback::manifests
