// Whether an artefact's content is what a trusted key signed.
#pragma once

#include "core/crypto/ecdsa.h"
#include "core/stream.h"
#include "core/wire/image.h"

namespace switchback {

// A public key the device trusts. `id` is the SHA-256 of the key's DER SubjectPublicKeyInfo.
struct RootKey {
  std::array<std::uint8_t, crypto::kPointBytes> point{};
  std::array<std::uint8_t, 32> id{};
};

// Hashes the signed part of `artefact` and checks digest and signature against `facts`, which parse_image made from the
// same bytes. kOk: the digest matches and at least one signature by one of `keys` verifies. Otherwise kDigestMissing,
// kDigestMismatch, kSignatureMissing (none that names a key), kKeyUnknown (none by one of `keys`), kSignatureFormat or
// kSignatureInvalid (of the last signature by a known key), or what the Reader reports.
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys);

}  // namespace switchback
