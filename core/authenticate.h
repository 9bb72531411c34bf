// Checks whether a trusted key signed an artefact's content.
#pragma once

#include "core/base/stream.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/room.h"
#include "core/crypto/sha256.h"
#include "core/wire/image.h"

namespace switchback {

constexpr std::size_t kMaxRootKeys = 32;  // per device

// A public key the device trusts. `id` is the SHA-256 of the key's DER SubjectPublicKeyInfo.
struct RootKey {
  crypto::p256::Comb comb;
  std::array<std::uint8_t, 32> id{};
};

// The results of authenticate(), which a bootloader checks again before it starts the image, and
// its working memory.
struct Evidence {
  std::array<std::uint8_t, 32> digest{};  // of the signed part
  std::uint32_t signature = 0;            // index of the one that was checked last
  std::uint32_t address = 0;              // of the artefact in flash; not set by authenticate()
  crypto::Room room;
};

// Hashes the signed part of `artefact`, then checks digest and signatures against `facts`, which
// parse_image() made from the same bytes. Of several signatures that name the same key only the
// first is verified, because anybody can add more. So there is at most one verification for each of
// `keys`, which are at most kMaxRootKeys. Between two verifications, `artefact` is read.
//   kOk:               the digest matches, and a signature by one of `keys` verifies
//   kDigestMissing:    there is no SHA-256 TLV
//   kDigestMismatch:   the content has another digest, or reads differently the second time
//   kSignatureMissing: there is no signature
//   kKeyUnknown:       no signature is by one of `keys`
//   kSignatureFormat:  the last signature that was checked is not strict DER
//   kSignatureInvalid: the last signature that was checked does not verify
//   others:            from the Reader
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys,
                    Evidence& evidence);
Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys);

// Returns whether a trusted key signed an artefact whose facts and bytes were read anew. Checks the
// signature named in `evidence` again, and compares the digest in `facts` with the computed one.
// The artefact is not hashed again.
bool holds(Evidence& evidence, const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys);

}  // namespace switchback
