// Rebuilds a package on the host with the device's code, before it is signed.
#pragma once

#include <optional>

#include "packer/image/image.h"

namespace switchback::packer {

// Parses `part` as the device does, rebuilds its target in exactly the RAM that the package
// declares, and compares the result with `target`. `base` is for deltas: the part of the installed
// image that the package names.
// kInternal: the device would not rebuild the target; the message gives the device's reason.
Result<void> rehearse(const SignedPart& part, Bytes target, std::optional<Bytes> base);

}  // namespace switchback::packer
