#include "signer/keys/public_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/crypto/ecdsa.h"
#include "core/crypto/sha256.h"
#include "signer/keys/algorithm.h"
#include "signer/keys/key_file.h"
#include "signer/keys/key_structure.h"
#include "signer/mbedtls/der.h"
#include "signer/mbedtls/p256.h"
#include "signer/mbedtls/pem.h"

namespace switchback::signer {
namespace {

// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { uncompressed point } }. With one
// curve, everything before the point is constant.
constexpr std::array<std::uint8_t, kSpkiDerSizeBytes - kPointSizeBytes> kSpkiPrefix = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
    0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

tl::unexpected<Error> off_curve(std::string_view name) {
  return fail(ErrorCode::kKey,
              fmt::format("{}: expected a public point on P-256, found one that is not on the curve; the "
                          "file is damaged",
                          name));
}

Result<ByteView> point_of_spki(ByteView der, std::string_view name) {
  mbedtls::DerReader file(der);
  auto info = file.enter(mbedtls::kDerSequence);
  auto algorithm = info ? info->enter(mbedtls::kDerSequence) : std::nullopt;
  if (!algorithm) return malformed_key(name, "a SubjectPublicKeyInfo");
  if (auto checked = check_algorithm(*algorithm, name); !checked) return tl::unexpected(checked.error());
  const auto bits = info->take(mbedtls::kDerBitString);
  constexpr std::uint8_t kNoUnusedBits = 0;
  if (!bits || bits->empty() || bits->front() != kNoUnusedBits || !info->empty()) {
    return malformed_key(name, "the public point as the last field");
  }
  return bits->subspan(1);
}

}  // namespace

Result<PublicKey> PublicKey::from_point(std::span<const std::uint8_t, kPointSizeBytes> point) {
  PublicKey key;
  std::copy(point.begin(), point.end(), key.point_.begin());
  const SpkiDer spki = key.spki_der();
  // With the format byte, the last one of the prefix.
  constexpr std::size_t kEncodedPointSize = 1 + kPointSizeBytes;
  if (!mbedtls::decode_point(ByteView(spki).last(kEncodedPointSize))) return off_curve("public key");
  key.key_id_ = crypto::sha256(spki);
  return key;
}

Result<PublicKey> PublicKey::load(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase) {
  auto block = read_key_file(bytes, name, passphrase);
  if (!block) return tl::unexpected(block.error());
  if (block->kind != KeyKind::kPublic) {
    return parse_private_key(*block, name).map([](const PrivateKey& key) { return key.public_key(); });
  }
  auto encoded = point_of_spki(block->der, name);
  if (!encoded) return tl::unexpected(encoded.error());
  const auto point = mbedtls::decode_point(*encoded);
  if (!point) return off_curve(name);
  return from_point(*point);
}

RootKey PublicKey::root_key() const {
  RootKey key{{}, key_id_};
  crypto::p256::Registers registers;
  const bool is_on_curve = crypto::p256::decode_point(key.comb.first, point_, registers);
  require(is_on_curve);  // from_point() has checked it
  return key;
}

SpkiDer PublicKey::spki_der() const {
  SpkiDer out{};
  std::copy(point_.begin(), point_.end(), std::copy(kSpkiPrefix.begin(), kSpkiPrefix.end(), out.begin()));
  return out;
}

std::string PublicKey::to_pem() const {
  const SecretBytes pem = mbedtls::pem_encode(spki_der(), "PUBLIC KEY");
  return {pem.begin(), pem.end()};
}

// The device's own verifier: a signature passes here exactly if a device accepts it. Mbed TLS,
// which signs, confirms the verdict (signer/mbedtls/checked_engine.cc).
Result<void> PublicKey::verify_digest(DigestView digest, ByteView signature) const {
  // In an image, zeros may pad the signature; a file has no padding.
  const bool whole = signature.size() >= 2 && signature.size() == std::size_t{2} + signature[1];
  crypto::Scalars scalars;
  Status status = whole ? crypto::decode_ecdsa_der(signature, scalars) : Status::kSignatureFormat;
  if (ok(status)) {
    crypto::p256::Work work;
    status = crypto::verify_ecdsa(root_key().comb, digest, scalars, work);
  }
  if (status == Status::kSignatureFormat) {
    return fail(ErrorCode::kSignature, fmt::format("signature: expected a DER ECDSA-Sig-Value and nothing more, found "
                                                   "{} bytes of other content; is this the signature file?",
                                                   signature.size()));
  }
  if (status != Status::kOk) {
    return fail(ErrorCode::kSignature,
                fmt::format("signature: expected one by key {:02x}, found one that does not verify; "
                            "another key made it, or the content has changed",
                            fmt::join(key_id_, "")));
  }
  return {};
}

}  // namespace switchback::signer
