// Parses the plain DER of a private key. Internal to signer/.
#pragma once

#include <string_view>

#include "host/error.h"
#include "signer/keys/key_file.h"
#include "signer/keys/private_key.h"

namespace switchback::signer {

// kKey:
//   - a public key, another algorithm or curve, or a curve that is not named
//   - damaged, or the private number is out of range
//   - the public part belongs to another key
Result<PrivateKey> parse_private_key(const KeyBlock& block, std::string_view name);

}  // namespace switchback::signer
