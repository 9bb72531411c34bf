// Checks for the only supported algorithm: id-ecPublicKey on the named curve P-256 (RFC 5480).
// Internal to signer/.
#pragma once

#include <string_view>

#include "host/error.h"
#include "signer/mbedtls/der.h"

namespace switchback::signer {

// `identifier` reads the content of an AlgorithmIdentifier; `name` is the file's, for messages.
// kKey: another algorithm or curve; the message names it.
Result<void> check_algorithm(mbedtls::DerReader identifier, std::string_view name);

// `parameters` reads ECParameters.
// kKey: another curve, or explicit curve parameters.
Result<void> check_curve(mbedtls::DerReader parameters, std::string_view name);

// Returns a kKey error: the structure ends early, or holds something other than `expected`.
tl::unexpected<Error> malformed_key(std::string_view name, std::string_view expected);

}  // namespace switchback::signer
