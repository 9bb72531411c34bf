// Whether an artefact's content is what a trusted key signed.
#pragma once

#include "core/crypto/ecdsa.h"
#include "core/crypto/room.h"
#include "core/crypto/sha256.h"
#include "core/stream.h"
#include "core/wire/image.h"

namespace switchback {

constexpr std::size_t kMaxRootKeys = 32;  // of one device

// A public key the device trusts. `id` is the SHA-256 of the key's DER SubjectPublicKeyInfo.
struct RootKey {
  std::array<std::uint8_t, crypto::kPointBytes> point{};
  std::array<std::uint8_t, 32> id{};
};

// What authenticate() computed, for a bootloader to look at again before it relies on the verdict; and where it did so.
struct Evidence {
  std::array<std::uint8_t, 32> digest{};  // of the signed part
  std::uint32_t signature = 0;            // the one that was checked last, as in the facts
  std::uint32_t address = 0;              // of the artefact in flash; not set by authenticate()
  crypto::Room room;
};

// Hashes the signed part of `artefact` and checks digest and signature against `facts`, which parse_image made from the
// same bytes. Of several signatures that name the same key only the first is verified, for anybody can add more: at
// most one verification for each of `keys`, of which there are at most kMaxRootKeys. Between two, `artefact` is read.
// Returns:
//   kOk                the digest matches, and a signature by one of `keys` verifies
//   kDigestMissing
//   kDigestMismatch
//   kSignatureMissing  there is none
//   kKeyUnknown        none is by one of `keys`
//   kSignatureFormat, kSignatureInvalid  of the last signature that was verified
//   what the Reader reports
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys,
                    Evidence& evidence);
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys);

// Whether a trusted key signed an artefact whose facts and bytes are read anew: checks the signature again, and the
// digest that they claim against the one that was computed, which alone is not computed again.
bool holds(Evidence& evidence, const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys);

}  // namespace switchback
