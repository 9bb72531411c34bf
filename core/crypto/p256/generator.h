// The comb of the curve's generator G (SP 800-186, 3.2.1.3), with four teeth. core/variants/ has it
// with fewer: a firmware that links one of these does not use the one here.
#pragma once

#include "core/crypto/p256/comb.h"

namespace switchback::crypto::p256 {

extern const Comb kGenerator;

}  // namespace switchback::crypto::p256
