// A P-256 private key: reads, generates and writes it. Move-only; wipes itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "signer/keys/public_key.h"
#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer {

// OWASP's recommendation for PBKDF2-HMAC-SHA256 (2023): one or two seconds for each guess.
inline constexpr std::uint32_t kPbkdf2Iterations = 600'000;

// Whether a file holds a private key, encrypted or not, as far as can be told without reading the
// key.
bool holds_private_key(ByteView bytes);

class PrivateKey {
 public:
  // Reads a private key file, PEM or DER: PKCS#8 (RFC 5958), encrypted PKCS#8 (PBES2, RFC 8018),
  // SEC1 "EC PRIVATE KEY" (RFC 5915), encrypted PEM (RFC 1421). Computes the public key and
  // compares it with any in the same file. An unneeded passphrase is ignored. `name` is the file's,
  // for messages.
  // kKey, each with its own message:
  //   - empty, too large, damaged, or neither PEM nor DER
  //   - no private key, or several
  //   - a public key, a certificate, RSA, or what foreign_key.h names
  //   - another algorithm or curve, explicit curve parameters
  //   - private number out of range, public part of another key
  //   - passphrase missing or wrong, unknown encryption
  static Result<PrivateKey> load(ByteView bytes, std::string_view name,
                                 std::optional<std::string_view> passphrase = std::nullopt);

  // `scalar` is big-endian.
  //   kKey:      not within 1 … n−1
  //   kInternal: no entropy for blinding
  static Result<PrivateKey> from_scalar(ScalarView scalar);

  // Generates a key. kInternal: no entropy.
  static Result<PrivateKey> generate();

  PrivateKey(PrivateKey&& other) noexcept;
  PrivateKey& operator=(PrivateKey&& other) noexcept;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey();

  const PublicKey& public_key() const { return public_key_; }

  // These hold the private key in the clear, in the same bytes that openssl writes for it.
  SecretBytes to_pkcs8_der() const;
  SecretBytes to_pkcs8_pem() const;
  SecretBytes to_sec1_der() const;
  SecretBytes to_sec1_pem() const;

  // Encrypted PKCS#8: PBES2, PBKDF2-HMAC-SHA256, AES-256-CBC. Salt and IV are fresh each time.
  //   kUsage:    empty passphrase, or iterations not within 1 … 10 000 000
  //   kInternal: no entropy
  Result<SecretBytes> to_encrypted_pem(std::string_view passphrase, std::uint32_t iterations = kPbkdf2Iterations) const;

  // ECDSA over a SHA-256 digest with the nonce of RFC 6979: key and digest determine the signature,
  // a DER ECDSA-Sig-Value of at most 72 bytes. It is not verified: sign through FileKeyBackend,
  // which does.
  // kInternal: no entropy for blinding, or the library failed.
  Result<std::vector<std::uint8_t>> sign_digest(DigestView digest) const;

 private:
  PrivateKey(ScalarView scalar, const PublicKey& public_key);

  std::array<std::uint8_t, kScalarSizeBytes> scalar_;
  PublicKey public_key_;
};

}  // namespace switchback::signer
