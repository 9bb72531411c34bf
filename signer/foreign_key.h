// What people take for a key file and is none, or none that is read here: by name, with the way out. Private to the
// signer.
#pragma once

#include <optional>
#include <string_view>

#include "signer/types.h"

namespace switchback::signer {

// What a file is that holds neither a PEM block nor DER of a key: "an OpenSSH public key; convert it with …".
std::optional<std::string_view> foreign_file(ByteView bytes);

// What a PEM block with this label is.
std::optional<std::string_view> foreign_block(std::string_view label);

// What a DER structure is: a certificate, a request for one, PKCS#12.
std::optional<std::string_view> foreign_structure(ByteView der);

}  // namespace switchback::signer
