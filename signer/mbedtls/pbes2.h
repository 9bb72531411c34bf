// Password-based encryption of PKCS#8 keys: PBES2 with PBKDF2 (RFC 8018) or scrypt (RFC 7914).
// Internal to signer/.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer::mbedtls {

// With more, key derivation takes longer than a minute: a mistake or a hostile file.
inline constexpr std::uint32_t kMaxPbkdf2Iterations = 10'000'000;

// Decrypts an EncryptedPrivateKeyInfo (RFC 5958 section 3). Key derivation: PBKDF2 with HMAC of
// SHA-1, SHA-224, SHA-256, SHA-384 or SHA-512; or scrypt. Cipher: AES-CBC or DES-EDE3-CBC. About
// one wrong passphrase in 256 passes the padding check; the result is then noise.
// kKey: not PBES2, unknown key derivation, cipher or PRF, too costly, malformed, or a wrong
// passphrase.
Result<SecretBytes> pbes2_decrypt(ByteView der, std::string_view name, std::string_view passphrase);

// Encrypts a PrivateKeyInfo: PBKDF2-HMAC-SHA256 with a fresh 16-byte salt, AES-256-CBC with a fresh
// IV. `iterations` is within 1 … kMaxPbkdf2Iterations.
// kInternal: no entropy.
Result<std::vector<std::uint8_t>> pbes2_encrypt(ByteView private_key_info, std::string_view passphrase,
                                                std::uint32_t iterations);

}  // namespace switchback::signer::mbedtls
