// Makes a packer::Signer from a signing backend, because the packer knows no keys.
#pragma once

#include "packer/image/image.h"
#include "signer/signing/backend.h"

namespace switchback::release {

// Borrows `backend`.
packer::Signer packer_signer(signer::SigningBackend& backend);

}  // namespace switchback::release
