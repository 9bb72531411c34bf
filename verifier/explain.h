// Turns a reason code and the facts behind it into field, expected, found and next step.
#pragma once

#include "verifier/verify.h"

namespace switchback::verifier {

struct Evidence {
  Bytes file;
  const wire::ImageFacts& facts;  // as far as parsing got
  std::span<const RootKey> keys;
  const DeviceFacts& device;
};

// Empty for kOk.
Explanation explain(Status reason, const Evidence& evidence);

}  // namespace switchback::verifier
