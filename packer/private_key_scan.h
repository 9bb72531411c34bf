// Finds private keys in what is about to be published.
#pragma once

#include <cstddef>
#include <optional>

#include "core/bytes.h"

namespace switchback::packer {

// About where in `bytes` a private key begins; nothing where none is found. Found are, anywhere: the DER of PKCS#8,
// encrypted PKCS#8, SEC1, PKCS#1 and PKCS#12, and its base64; PEM of these, of OpenSSH's format and of RFC 1421's
// encryption, in one-byte and wide text, with line ends as they are or written as "\n". The words "BEGIN PRIVATE KEY"
// alone, as parsers of PEM hold them, are no key.
std::optional<std::size_t> find_private_key(Bytes bytes);

}  // namespace switchback::packer
