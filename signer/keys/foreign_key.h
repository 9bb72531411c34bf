// Names files that are mistaken for a key file or not supported, and says how to convert them.
// Internal to signer/.
#pragma once

#include <optional>
#include <string_view>

#include "signer/types.h"

namespace switchback::signer {

// Describes a file with neither a PEM block nor a key's DER: "an OpenSSH public key; convert it
// with …".
std::optional<std::string_view> foreign_file(ByteView bytes);

// Describes a PEM block by its label.
std::optional<std::string_view> foreign_block(std::string_view label);

// Describes a DER structure: a certificate, a certificate request, PKCS#12.
std::optional<std::string_view> foreign_structure(ByteView der);

}  // namespace switchback::signer
