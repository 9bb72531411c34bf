// PEM (RFC 7468). Internal to signer/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer::mbedtls {

// One block. Views into the bytes that it was found in.
struct PemBlock {
  std::string_view label;  // "EC PRIVATE KEY"
  std::string_view body;   // between the BEGIN and END lines
  bool has_end = false;    // if not, `body` goes to the end of the file
};

// Whether the bytes contain the beginning of a PEM block.
bool looks_like_pem(ByteView bytes);

// All blocks, in order.
std::vector<PemBlock> pem_blocks(ByteView bytes);

// Whether the block is encrypted as in RFC 1421 ("Proc-Type: 4,ENCRYPTED").
bool is_encrypted(const PemBlock& block);

// Decodes a block. Like openssl, accepts blanks around lines, empty lines and lines of any length.
// Decrypts RFC 1421 encryption (AES-CBC, DES-EDE3-CBC, DES-CBC); about one wrong passphrase in 256
// is not noticed and gives noise. `name` is the file's, for messages.
// kKey:
//   - no END line, broken base64, or lost line breaks
//   - encrypted: no passphrase, a wrong one, or unknown encryption
Result<SecretBytes> pem_decode(const PemBlock& block, std::string_view name,
                               std::optional<std::string_view> passphrase);

// Encodes a block, in lines of 64 characters, each with its newline.
SecretBytes pem_encode(ByteView der, std::string_view label);

}  // namespace switchback::signer::mbedtls
