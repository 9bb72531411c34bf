// Explains a reason code: field, expected value, found value, next step.
#pragma once

#include "verifier/verify.h"

namespace switchback::verifier {

struct Evidence {
  Bytes file;
  const wire::ImageFacts& facts;  // as far as parsed
  std::span<const RootKey> keys;
  const DeviceFacts& device;
};

// Empty for kOk.
Explanation explain(Status reason, const Evidence& evidence);

}  // namespace switchback::verifier
