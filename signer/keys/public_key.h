// A P-256 public key, checked to be on the curve.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/authenticate.h"
#include "host/error.h"
#include "signer/types.h"

namespace switchback::signer {

class PublicKey {
 public:
  // kKey: not a point on P-256.
  static Result<PublicKey> from_point(std::span<const std::uint8_t, kPointSizeBytes> point);

  // Reads a public key file (SubjectPublicKeyInfo, PEM or DER), or the public part of a private key
  // file that PrivateKey::load reads (`passphrase` is for encrypted ones). A compressed point is
  // accepted. `name` is the file's, for messages.
  // kKey: not a key file, another algorithm or curve, a point that is not on the curve, or any
  // reason of PrivateKey::load.
  static Result<PublicKey> load(ByteView bytes, std::string_view name,
                                std::optional<std::string_view> passphrase = std::nullopt);

  const Point& point() const { return point_; }
  const KeyId& key_id() const { return key_id_; }
  RootKey root_key() const;  // for those who trust this key
  SpkiDer spki_der() const;
  std::string to_pem() const;

  // Checks that `signature` (DER ECDSA-Sig-Value, RFC 3279 2.2.3, nothing after it) is this key's
  // over `digest` (SHA-256).
  // kSignature: it is not, or it is malformed.
  Result<void> verify_digest(DigestView digest, ByteView signature) const;

  friend bool operator==(const PublicKey& a, const PublicKey& b) { return a.point_ == b.point_; }

 private:
  PublicKey() = default;

  Point point_{};
  KeyId key_id_{};
};

}  // namespace switchback::signer
