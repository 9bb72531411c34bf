// Detached signatures over whole files. Each has one purpose, and is not valid for another or for
// an image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/keys/public_key.h"
#include "signer/signing/backend.h"

namespace switchback::signer {

enum class Purpose : std::uint8_t {
  kFile,     // any file: sign-file
  kRelease,  // release.json: build
};

// The line that is signed in front of the content, newline included. No line begins like an
// artefact or like the other line, so no content makes the signed bytes of two purposes equal.
std::string_view purpose_line(Purpose purpose);

// Returns a DER ECDSA-Sig-Value over the SHA-256 of the purpose's line and `content`. openssl
// accepts one for kFile:
//   (printf 'switchback-file-v1\n'; cat FILE) |
//     openssl dgst -sha256 -verify PUBLIC.pem -signature FILE.sig
// Errors: the backend's.
Result<std::vector<std::uint8_t>> sign_detached(SigningBackend& backend, Purpose purpose, ByteView content);

// kSignature: malformed, or not `key`'s signature over `content` for this purpose.
Result<void> verify_detached(const PublicKey& key, Purpose purpose, ByteView content, ByteView signature);

// Returns the index in `keys` of the key that signed.
// kSignature: none did. The message says if one of them signed for another purpose, or `content`
// alone.
Result<std::size_t> find_signer(std::span<const PublicKey> keys, Purpose purpose, ByteView content, ByteView signature);

}  // namespace switchback::signer
