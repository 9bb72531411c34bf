// What fits a device, and the erases that an update costs it, computed with the bootloader's own
// arithmetic (core/flash/layout_areas.h).
#pragma once

#include <cstdint>

#include "host/error.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// The largest signed image that fits both where it is prepared and where it executes.
std::uint32_t max_image_bytes(const DeviceProfile& profile);

// Checks that a signed image and the package that rebuilds it fit the device together.
// `package_bytes` is 0 if the image itself is staged.
// kTooBig: the message names what is too big and the space available.
Result<void> check_fit(const DeviceProfile& profile, std::uint64_t image_bytes, std::uint64_t package_bytes);

// Sector erases of one update, without a revert.
struct UpdateErases {
  std::uint32_t slot0 = 0;
  std::uint32_t slot1 = 0;
  std::uint32_t staging = 0;  // of a separate staging area

  bool operator==(const UpdateErases&) const = default;
};

// Sector erases, without the journal's, of installing an image of `image_bytes` over one of
// `old_image_bytes`, from a package of `package_bytes` (0: from the image itself). kAb:
// `candidate_slot` is the slot that is written; kSwap ignores it. All sizes have passed check_fit.
UpdateErases erases_per_update(const DeviceProfile& profile, std::uint32_t image_bytes, std::uint32_t package_bytes,
                               std::uint32_t old_image_bytes, std::uint8_t candidate_slot = 1);

}  // namespace switchback::manifests
