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

// What authenticate() computed, for a bootloader to look at again before it relies on the verdict.
struct Evidence {
  std::array<std::uint8_t, 32> digest{};  // of the signed part
  crypto::ComputedR computed{};           // what r of the signature must be
  std::uint32_t signature = 0;            // the one that was checked last, as in the facts
  std::uint32_t key = 0;                  // the key that it was checked with
  std::uint32_t address = 0;              // of the artefact in flash; not set by authenticate()
};

// Hashes the signed part of `artefact` and checks digest and signature against `facts`, which parse_image made from the
// same bytes. kOk: the digest matches and at least one signature by one of `keys` verifies. Otherwise kDigestMissing,
// kDigestMismatch, kSignatureMissing (none that names a key), kKeyUnknown (none by one of `keys`), kSignatureFormat or
// kSignatureInvalid (of the last signature by a known key), or what the Reader reports.
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys,
                    Evidence& evidence);
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys);

// Whether `evidence`, of an artefact whose facts and bytes are read anew, says that a trusted key signed it. Compares
// what authenticate() compared; computes nothing of it.
bool holds(const Evidence& evidence, const Reader& artefact, const wire::ImageFacts& facts,
           std::span<const RootKey> keys);

}  // namespace switchback
