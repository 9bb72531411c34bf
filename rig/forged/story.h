// The story of a compromised application: what a trusted key signed that it can lay its hands on, and what it did not.
#pragma once

#include "manifests/profile.h"
#include "rig/scenario.h"
#include "rig/stories.h"

namespace switchback::rig {

constexpr const char* kForgedStory = "forged";

// Firmware: all that is signed, also what may not run here; the first is what the device was made with, the second
// updates it. Offers: packages that rebuild the second, the smallest first, and an image by a key that nobody trusts.
// Images have vectors. The device takes no offers: its application writes to its flash what it likes.
Scenario make_forged_story(const manifests::DeviceProfile& profile, const Workshop& workshop);
Scenario make_forged_story(const OwnFirmware& own);

}  // namespace switchback::rig
