// What a device profile says of the device that accept() asks about.
#pragma once

#include "core/accept.h"
#include "manifests/profile.h"

namespace switchback::verifier {

// Fills what `known` leaves open with what the profile says, for the artefact that `artefact` describes: ids, floor,
// slot, core, decoder. With strategy "ab" an artefact that is linked for either slot is meant for that slot. Ids and RAM are
// borrowed from `profile`.
DeviceFacts with_profile(DeviceFacts known, const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact);

}  // namespace switchback::verifier
