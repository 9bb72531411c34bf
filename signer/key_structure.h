// From the plain DER of a private key to the key. Private to the signer.
#pragma once

#include <string_view>

#include "host/error.h"
#include "signer/key_file.h"
#include "signer/private_key.h"

namespace switchback::signer {

// kKey: a public key; another algorithm or curve, or a curve that is not named; damaged; private number out of range;
// public part of another key.
Result<PrivateKey> parse_private_key(const KeyBlock& block, std::string_view name);

}  // namespace switchback::signer
