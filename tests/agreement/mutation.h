// Changes of artefacts that only somebody with the key can make, and some that anyone can.
#pragma once

#include <string>

#include "manifests/profile/profile.h"
#include "rig/flash/random.h"
#include "tests/agreement/artefact.h"
#include "tests/support/firmware.h"

namespace switchback::testing {

// The input of mutate().
struct Origin {
  std::string name;
  Buffer artefact;
  Buffer target;  // of a package; an image is its own
};

struct Mutant {
  std::string name;  // the origin's, and what was changed, in order
  Buffer bytes;
};

// Makes one to three changes, drawn with `random`. Values are chosen to matter to the device that
// `profile` describes. The mutant is signed by `workshop`, or sometimes by a key that no device
// trusts.
Mutant mutate(const Origin& origin, const manifests::DeviceProfile& profile, rig::Random& random,
              const rig::Workshop& workshop = trusted());

}  // namespace switchback::testing
