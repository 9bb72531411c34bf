// The one algorithm that keys may name: id-ecPublicKey on the named curve P-256 (RFC 5480). Private to the signer.
#pragma once

#include <string_view>

#include "host/error.h"
#include "signer/mbedtls/der.h"

namespace switchback::signer {

// `identifier` reads the content of an AlgorithmIdentifier. kKey: another algorithm or curve, named in the message.
Result<void> check_algorithm(mbedtls::DerReader identifier, std::string_view name);

// `parameters` reads ECParameters. kKey: another curve, or one given by explicit parameters.
Result<void> check_curve(mbedtls::DerReader parameters, std::string_view name);

// kKey: the structure ends early or holds something else.
tl::unexpected<Error> malformed_key(std::string_view name, std::string_view expected);

}  // namespace switchback::signer
