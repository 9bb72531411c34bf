// Multiples of the generator and signatures, read from tests/data/p256. The current folder must be
// the repository's root. Throw std::runtime_error if a file cannot be read.
#pragma once

#include <string>
#include <vector>

#include "tests/support/p256/signatures.h"

namespace switchback::crypto::p256::testing {

struct KnownMultiple {
  Number factor;
  PlainPoint point;
};

struct SignatureCase : Signature {
  std::string name;
  bool valid;
};

std::vector<KnownMultiple> known_multiples();
std::vector<SignatureCase> signature_cases();

}  // namespace switchback::crypto::p256::testing
