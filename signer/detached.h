// Detached signatures over whole files: the release manifest's.
#pragma once

#include <cstdint>
#include <vector>

#include "manifests/error.h"
#include "signer/backend.h"
#include "signer/public_key.h"

namespace switchback::signer {

// DER ECDSA-Sig-Value over the SHA-256 of `content`; `openssl dgst -sha256 -verify` accepts it. Errors: the backend's.
Result<std::vector<std::uint8_t>> sign_detached(SigningBackend& backend, ByteView content);

// kSignature: `signature` is not `key`'s over `content`, or is malformed.
Result<void> verify_detached(const PublicKey& key, ByteView content, ByteView signature);

}  // namespace switchback::signer
