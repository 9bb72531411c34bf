// From the bytes of a key file to the one plain DER structure in it, whatever it is wrapped in. Private to the signer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer {

// No key file is larger; what is, is another file given by mistake.
inline constexpr std::size_t kMaxKeyFileSizeBytes = 65536;

enum class KeyKind {
  kPublic,  // SubjectPublicKeyInfo (RFC 5280)
  kPkcs8,   // PrivateKeyInfo (RFC 5958)
  kSec1,    // ECPrivateKey (RFC 5915)
};

struct KeyBlock {
  KeyKind kind;
  SecretBytes der;
  std::vector<SecretBytes> public_ders;  // of the public keys beside a private one: they must be its own
};

// Takes PEM or DER: SPKI, PKCS#8, encrypted PKCS#8 and SEC1. The structure is recognised from its DER,
// whatever the PEM label says; its content is not yet checked. An unneeded passphrase is ignored. `name` is the file's,
// for messages. kKey: empty or too large; neither PEM nor DER; no key block, or several other than a private key and
// its public one; a certificate, an RSA key, or what foreign_key.h names; damaged; encrypted without a passphrase, with
// a wrong one, or in an unknown way.
Result<KeyBlock> read_key_file(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase);

}  // namespace switchback::signer
