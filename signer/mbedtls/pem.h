// PEM armour (RFC 7468), private to the signer.
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
  std::string_view body;   // what stands between the BEGIN and the END line
  bool has_end = false;    // else `body` goes to the end of the file
};

// True if the bytes contain what begins a PEM block.
bool looks_like_pem(ByteView bytes);

// All blocks, in order.
std::vector<PemBlock> pem_blocks(ByteView bytes);

// Whether the block is encrypted as RFC 1421 has it ("Proc-Type: 4,ENCRYPTED").
bool is_encrypted(const PemBlock& block);

// Decodes a block, as openssl does: blanks around lines, empty lines and lines of any length are taken. Undoes the
// encryption of RFC 1421 (AES-CBC, DES-EDE3-CBC, DES-CBC). `name` is the file's, for messages.
// kKey: no END line, broken base64, line breaks that were lost; encrypted without a passphrase, with a wrong one, or in
// an unknown way. One wrong passphrase in about 256 is not noticed; then the result is noise.
Result<SecretBytes> pem_decode(const PemBlock& block, std::string_view name,
                               std::optional<std::string_view> passphrase);

// The block as text, lines of 64 characters, each with its newline.
SecretBytes pem_encode(ByteView der, std::string_view label);

}  // namespace switchback::signer::mbedtls
