// Finds private keys in data that is about to be published.
#pragma once

#include <cstddef>
#include <optional>

#include "core/base/bytes.h"

namespace switchback::packer {

// Returns approximately where a private key begins; nothing if none is found. Finds, at any
// position:
//   DER: PKCS#8, encrypted PKCS#8, SEC1, PKCS#1, PKCS#12, and the base64 of these
//   PEM: the same, OpenSSH's format, RFC 1421's encryption; in one-byte or wide text, also with
//        "\n" escaped
// The words "BEGIN PRIVATE KEY" alone, which PEM parsers contain, are no key.
std::optional<std::size_t> find_private_key(Bytes bytes);

}  // namespace switchback::packer
