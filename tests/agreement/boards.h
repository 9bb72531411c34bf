// The devices that are asked, and the artefacts that mutants are made from.
#pragma once

#include "tests/agreement/mutation.h"

namespace switchback::testing {

struct AgreementBoard {
  manifests::DeviceProfile profile;
  Buffer base;  // what runs
  std::vector<Origin> origins;
};

// Swap and A/B, running from either slot; with ids and a floor; for images only; with patches; with packages in a
// slot's tail.
std::vector<AgreementBoard> agreement_boards();

// Origins that a device with `profile` which runs `base` takes: an image and every package that its decoder undoes.
// `slot` is where the target executes.
std::vector<Origin> origins_for(const manifests::DeviceProfile& profile, const Buffer& base, std::uint8_t slot);

}  // namespace switchback::testing
