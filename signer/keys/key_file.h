// Extracts the plain DER structure of a key file from its wrappings. Internal to signer/.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer {

// The largest key file; a larger file is given by mistake.
inline constexpr std::size_t kMaxKeyFileSizeBytes = 65536;

enum class KeyKind {
  kPublic,  // SubjectPublicKeyInfo (RFC 5280)
  kPkcs8,   // PrivateKeyInfo (RFC 5958)
  kSec1,    // ECPrivateKey (RFC 5915)
};

struct KeyBlock {
  KeyKind kind;
  SecretBytes der;
  // Public keys beside a private one in the file; must match it.
  std::vector<SecretBytes> public_ders;
};

// Reads PEM or DER: SPKI, PKCS#8, encrypted PKCS#8 or SEC1. The DER decides which, not the PEM
// label. The structure's content is not checked yet. An unneeded passphrase is ignored. `name` is
// the file's, for messages.
// kKey:
//   - empty, too large, damaged, or neither PEM nor DER
//   - no key, or several (a private key and its public one count as one)
//   - a certificate, an RSA key, or what foreign_key.h names
//   - encrypted: no passphrase, a wrong one, or unknown encryption
Result<KeyBlock> read_key_file(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase);

}  // namespace switchback::signer
