#include "signer/keys/private_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "signer/keys/key_file.h"
#include "signer/keys/key_structure.h"
#include "signer/mbedtls/p256.h"
#include "signer/mbedtls/pbes2.h"
#include "signer/mbedtls/pem.h"

namespace switchback::signer {
namespace {

// With one curve all lengths are constant, so each structure is scalar and point between constant
// bytes.
// SEC1:   SEQUENCE { 1, OCTET STRING scalar, [0] prime256v1, [1] BIT STRING point }
constexpr std::array<std::uint8_t, 7> kSec1Head = {0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20};
constexpr std::array<std::uint8_t, 18> kSec1Middle = {0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
                                                      0x03, 0x01, 0x07, 0xA1, 0x44, 0x03, 0x42, 0x00, 0x04};
// PKCS#8: SEQUENCE { 0, SEQUENCE { id-ecPublicKey, prime256v1 }, OCTET STRING { SEC1 without [0] }
// }
constexpr std::array<std::uint8_t, 36> kPkcs8Head = {
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
    0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x04, 0x6D, 0x30, 0x6B, 0x02, 0x01, 0x01, 0x04, 0x20};
constexpr std::array<std::uint8_t, 6> kPkcs8Middle = {0xA1, 0x44, 0x03, 0x42, 0x00, 0x04};

SecretBytes join(ByteView head, ByteView scalar, ByteView middle, ByteView point) {
  SecretBytes out;
  out.reserve(head.size() + scalar.size() + middle.size() + point.size());
  for (const ByteView part : {head, scalar, middle, point}) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace

PrivateKey::PrivateKey(ScalarView scalar, const PublicKey& public_key) : public_key_(public_key) {
  std::copy(scalar.begin(), scalar.end(), scalar_.begin());
}

PrivateKey::PrivateKey(PrivateKey&& other) noexcept : scalar_(other.scalar_), public_key_(other.public_key_) {
  wipe(other.scalar_.data(), other.scalar_.size());
}

PrivateKey& PrivateKey::operator=(PrivateKey&& other) noexcept {
  if (this == &other) return *this;
  scalar_ = other.scalar_;
  public_key_ = other.public_key_;
  wipe(other.scalar_.data(), other.scalar_.size());
  return *this;
}

PrivateKey::~PrivateKey() { wipe(scalar_.data(), scalar_.size()); }

Result<PrivateKey> PrivateKey::load(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase) {
  const auto block = read_key_file(bytes, name, passphrase);
  if (!block) return tl::unexpected(block.error());
  return parse_private_key(*block, name);
}

Result<PrivateKey> PrivateKey::from_scalar(ScalarView scalar) {
  const auto point = mbedtls::public_point(scalar);
  if (!point) return tl::unexpected(point.error());
  auto key = PublicKey::from_point(*point);
  if (!key) return tl::unexpected(key.error());
  return PrivateKey(scalar, *key);
}

Result<PrivateKey> PrivateKey::generate() {
  const auto scalar = mbedtls::generate_scalar();
  if (!scalar) return tl::unexpected(scalar.error());
  return from_scalar(std::span(*scalar).first<kScalarSizeBytes>());
}

SecretBytes PrivateKey::to_pkcs8_der() const { return join(kPkcs8Head, scalar_, kPkcs8Middle, public_key_.point()); }

SecretBytes PrivateKey::to_pkcs8_pem() const { return mbedtls::pem_encode(to_pkcs8_der(), "PRIVATE KEY"); }

SecretBytes PrivateKey::to_sec1_der() const { return join(kSec1Head, scalar_, kSec1Middle, public_key_.point()); }

SecretBytes PrivateKey::to_sec1_pem() const { return mbedtls::pem_encode(to_sec1_der(), "EC PRIVATE KEY"); }

Result<SecretBytes> PrivateKey::to_encrypted_pem(std::string_view passphrase, std::uint32_t iterations) const {
  if (passphrase.empty()) {
    return fail(ErrorCode::kUsage, "passphrase: expected at least one character to encrypt the key with, found none");
  }
  if (iterations < 1 || iterations > mbedtls::kMaxPbkdf2Iterations) {
    return fail(ErrorCode::kUsage, fmt::format("PBKDF2 iterations: expected 1 to {}, found {}",
                                               mbedtls::kMaxPbkdf2Iterations, iterations));
  }
  auto der = mbedtls::pbes2_encrypt(to_pkcs8_der(), passphrase, iterations);
  if (!der) return tl::unexpected(der.error());
  return mbedtls::pem_encode(*der, "ENCRYPTED PRIVATE KEY");
}

Result<std::vector<std::uint8_t>> PrivateKey::sign_digest(DigestView digest) const {
  return mbedtls::sign_digest(scalar_, digest);
}

}  // namespace switchback::signer
