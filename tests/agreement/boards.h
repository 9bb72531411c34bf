// The devices that are asked, and the artefacts that mutants are made from.
#pragma once

#include "tests/agreement/mutation.h"

namespace switchback::testing {

struct AgreementBoard {
  manifests::DeviceProfile profile;
  Buffer base;  // what runs
  std::vector<Origin> origins;
};

// Swap and A/B, running from either slot; with a core whose vectors are judged; with ids and a
// floor; for images only; with patches; with packages in a slot's tail.
std::vector<AgreementBoard> agreement_boards();

// A device with `profile` that runs an image linked for `running_slot`, and the artefacts that it
// takes: an image, and each kind of package that its decoder supports. Signed by `workshop`.
AgreementBoard make_board(const manifests::DeviceProfile& profile, std::uint8_t running_slot = 0,
                          const rig::Workshop& workshop = trusted());

}  // namespace switchback::testing
