// A P-256 private key: read, made, written. Moves only, and wipes itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/public_key.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer {

// OWASP's figure for PBKDF2-HMAC-SHA256 (2023); a second or two of work for each guess at the passphrase.
inline constexpr std::uint32_t kPbkdf2Iterations = 600'000;

// Whether a file's content is a private key, encrypted or not, as far as can be told without reading the key.
bool holds_private_key(ByteView bytes);

class PrivateKey {
 public:
  // Reads the content of a private key file, PEM or DER: PKCS#8 (RFC 5958), SEC1 "EC PRIVATE KEY" (RFC 5915), encrypted
  // PKCS#8 (PBES2, RFC 8018), encrypted PEM (RFC 1421). The public part is computed, and compared with the one in the
  // key, and with the public key in the same file, if there is one. A passphrase that is not needed is ignored. `name`
  // is the file's, for messages. kKey, each with a message of its own: empty or too large; neither PEM nor DER; no key
  // or several in the file; a public key, a certificate, what foreign_key.h names, RSA, another algorithm, another
  // curve, explicit curve parameters; damaged; private number out of range; public part of another key; passphrase
  // missing or wrong; unknown encryption.
  static Result<PrivateKey> load(ByteView bytes, std::string_view name,
                                 std::optional<std::string_view> passphrase = std::nullopt);

  // `scalar` is big-endian. kKey: not in 1 to n-1.
  static Result<PrivateKey> from_scalar(ScalarView scalar);

  // A fresh key. kInternal: no entropy.
  static Result<PrivateKey> generate();

  PrivateKey(PrivateKey&& other) noexcept;
  PrivateKey& operator=(PrivateKey&& other) noexcept;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey();

  const PublicKey& public_key() const { return public_key_; }

  // All of these hold the private key in the clear. The bytes are those that openssl writes for the same key.
  SecretBytes to_pkcs8_der() const;
  SecretBytes to_pkcs8_pem() const;
  SecretBytes to_sec1_der() const;
  SecretBytes to_sec1_pem() const;

  // Encrypted PKCS#8: PBES2, PBKDF2-HMAC-SHA256, AES-256-CBC. Not reproducible: salt and IV are fresh each time.
  // kUsage: empty passphrase, or iterations not in 1 to 10 000 000. kInternal: no entropy.
  Result<SecretBytes> to_encrypted_pem(std::string_view passphrase, std::uint32_t iterations = kPbkdf2Iterations) const;

  // ECDSA over a SHA-256 digest with the nonce of RFC 6979, so the same key and digest give the same bytes; DER
  // ECDSA-Sig-Value, at most 72 bytes. Not checked: sign through FileKeyBackend, which does.
  // kInternal: no entropy for blinding, or a failure of the library.
  Result<std::vector<std::uint8_t>> sign_digest(DigestView digest) const;

 private:
  PrivateKey(ScalarView scalar, const PublicKey& public_key);

  std::array<std::uint8_t, kScalarSizeBytes> scalar_;
  PublicKey public_key_;
};

}  // namespace switchback::signer
