// Verifies a release: release.json's signature, its content, and the files that it lists.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/base/bytes.h"
#include "manifests/release/release.h"
#include "release/files.h"
#include "signer/keys/public_key.h"

namespace switchback::release {

struct Verified {
  manifests::Release description;
  std::size_t key = 0;      // index of the key that signed
  std::size_t missing = 0;  // listed files that are absent
};

// Verifies the release file at `path`, in this order:
// - `signature` over `content`, with `keys`;
// - the form of `content`;
// - size and digest of each listed file that lies beside it.
//   kSignature: no key made the signature
//   kManifest:  the content is malformed
//   kDigest:    a listed file has another content
//   kIo:        a listed file cannot be read
Result<Verified> verify(const std::string& path, Bytes content, Bytes signature,
                        std::span<const signer::PublicKey> keys, Files& files);

// Reads the release file at `path`. Checks only its form.
//   kManifest: the content is malformed
Result<manifests::Release> read(const std::string& path, Bytes content, const Files& files);

}  // namespace switchback::release
