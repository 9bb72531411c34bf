// Detached signatures over whole files, each for one purpose: a signature made for one never serves another, nor an
// image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/backend.h"
#include "signer/public_key.h"

namespace switchback::signer {

enum class Purpose : std::uint8_t {
  kFile,     // any file: sign-file
  kRelease,  // release.json: build
};

// The line that is signed in front of the content, its end included. No line begins as an artefact does or as another
// purpose's line, so no content makes what is signed for one purpose the same as what is signed for another.
std::string_view purpose_line(Purpose purpose);

// DER ECDSA-Sig-Value over the SHA-256 of the purpose's line and `content`. For kFile
//   (printf 'switchback-file-v1\n'; cat FILE) | openssl dgst -sha256 -verify PUBLIC.pem -signature FILE.sig
// accepts it. Errors: the backend's.
Result<std::vector<std::uint8_t>> sign_detached(SigningBackend& backend, Purpose purpose, ByteView content);

// kSignature: `signature` is not `key`'s over `content` for this purpose, or is malformed.
Result<void> verify_detached(const PublicKey& key, Purpose purpose, ByteView content, ByteView signature);

// Which of `keys` made the signature. kSignature: none did. A signature by one of them that was made for another
// purpose, or over `content` alone, is named in the message.
Result<std::size_t> find_signer(std::span<const PublicKey> keys, Purpose purpose, ByteView content, ByteView signature);

}  // namespace switchback::signer
