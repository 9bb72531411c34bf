// Rebuilds a package on the host with the device's own code, before anyone signs it.
#pragma once

#include <optional>

#include "packer/image.h"

namespace switchback::packer {

// Parses `part` as the device will, rebuilds its target from `base` (the installed image, as far as the package names
// it; deltas only) in exactly the RAM that the package declares, and compares it with `target`, byte for byte.
// kInternal: the device would not rebuild the target; the message has the device's reason.
Result<void> rehearse(const SignedPart& part, Bytes target, std::optional<Bytes> base);

}  // namespace switchback::packer
