// PEM armour (RFC 7468), private to the signer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer::mbedtls {

// True if the bytes contain a line that begins a PEM block.
bool looks_like_pem(ByteView bytes);

// Labels of all blocks, in order: {"EC PARAMETERS", "EC PRIVATE KEY"}.
std::vector<std::string> pem_labels(ByteView bytes);

// Decodes the first block with `label`. `name` is the file's, for messages.
// kKey: no END line, broken base64, or the old encryption of RFC 1421, whose key derivation is one round of MD5.
Result<SecretBytes> pem_decode(ByteView bytes, std::string_view label, std::string_view name);

// The block as text, lines of 64 characters, each with its newline.
SecretBytes pem_encode(ByteView der, std::string_view label);

}  // namespace switchback::signer::mbedtls
