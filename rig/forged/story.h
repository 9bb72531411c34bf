// The story of a compromised application: the signed and unsigned artefacts that it can use.
#pragma once

#include "manifests/profile/profile.h"
#include "rig/device/story.h"
#include "rig/stories/stories.h"

namespace switchback::rig {

constexpr const char* kForgedStory = "forged";

// Firmware: everything that is signed, even if it may not run here. The device is made with the
// first; the second updates it. Offers: packages that rebuild the second, the smallest first, and
// an image signed by an untrusted key. Images have vectors. The device takes no offers: its
// application writes to the flash directly.
Story make_forged_story(const manifests::DeviceProfile& profile, const Workshop& workshop);
Story make_forged_story(const OwnFirmware& own);

}  // namespace switchback::rig
