#include "signer/key_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "signer/mbedtls/der.h"
#include "signer/mbedtls/pbes2.h"
#include "signer/mbedtls/pem.h"

namespace switchback::signer {
namespace {

using mbedtls::DerReader;
using mbedtls::kDerBitString;
using mbedtls::kDerInteger;
using mbedtls::kDerOctetString;
using mbedtls::kDerSequence;

enum class Shape { kUnknown, kPublic, kPkcs8, kEncryptedPkcs8, kSec1, kIntegers, kCertificate };

// The first two elements tell the structures apart.
Shape shape_of(ByteView der) {
  DerReader file(der);
  auto outer = file.enter(kDerSequence);
  if (!outer || !file.empty()) return Shape::kUnknown;
  const int first = outer->peek();
  if (!outer->take(first)) return Shape::kUnknown;
  const int second = outer->peek();
  if (first == kDerInteger && second == kDerOctetString) return Shape::kSec1;
  if (first == kDerInteger && second == kDerSequence) return Shape::kPkcs8;
  if (first == kDerInteger && second == kDerInteger) return Shape::kIntegers;
  if (first == kDerSequence && second == kDerBitString) return Shape::kPublic;
  if (first == kDerSequence && second == kDerOctetString) return Shape::kEncryptedPkcs8;
  if (first == kDerSequence && second == kDerSequence) return Shape::kCertificate;
  return Shape::kUnknown;
}

tl::unexpected<Error> not_a_key(std::string_view name, std::string_view found) {
  return fail(ErrorCode::kKey, fmt::format("{}: expected a P-256 key as PEM or DER (PKCS#8, SEC1 or "
                                           "SubjectPublicKeyInfo), found {}",
                                           name, found));
}

tl::unexpected<Error> wrong_passphrase(std::string_view name) {
  return fail(ErrorCode::kKey, fmt::format("{}: wrong passphrase", name));
}

// Finds the one block that is a key. "EC PARAMETERS", which openssl writes before a key, and certificates are passed
// over.
Result<SecretBytes> decode_only_key(ByteView bytes, std::string_view name) {
  const std::vector<std::string> labels = mbedtls::pem_labels(bytes);
  std::vector<std::string> keys;
  std::copy_if(labels.begin(), labels.end(), std::back_inserter(keys), [](const std::string& label) {
    return label.ends_with("PRIVATE KEY") || label.ends_with("PUBLIC KEY");
  });
  if (keys.empty()) {
    return not_a_key(name,
                     fmt::format("only PEM blocks of '{}'; 'openssl x509 -pubkey' takes the key out of a certificate",
                                 fmt::join(labels, "', '")));
  }
  if (keys.size() > 1) {
    return not_a_key(name, fmt::format("{} keys in one file; keep one key in each file", keys.size()));
  }
  return mbedtls::pem_decode(bytes, keys.front(), name);
}

Result<KeyBlock> classify_plain(SecretBytes der, std::string_view name) {
  switch (shape_of(der)) {
    case Shape::kPublic:
      return KeyBlock{.kind = KeyKind::kPublic, .der = std::move(der)};
    case Shape::kPkcs8:
      return KeyBlock{.kind = KeyKind::kPkcs8, .der = std::move(der)};
    case Shape::kSec1:
      return KeyBlock{.kind = KeyKind::kSec1, .der = std::move(der)};
    case Shape::kIntegers:
      return not_a_key(name, "an RSA or DSA key; make a P-256 key with 'switchback keygen'");
    case Shape::kCertificate:
      return not_a_key(name, "a certificate; take its key out with 'openssl x509 -pubkey'");
    case Shape::kEncryptedPkcs8:
    case Shape::kUnknown:
      break;
  }
  return not_a_key(name, "neither, or a damaged file");
}

}  // namespace

Result<KeyBlock> read_key_file(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase) {
  if (bytes.empty()) return not_a_key(name, "an empty file");
  if (bytes.size() > kMaxKeyFileSizeBytes) return not_a_key(name, fmt::format("{} bytes", bytes.size()));

  auto der = mbedtls::looks_like_pem(bytes) ? decode_only_key(bytes, name) : SecretBytes(bytes.begin(), bytes.end());
  if (!der) return tl::unexpected(der.error());
  if (shape_of(*der) != Shape::kEncryptedPkcs8) return classify_plain(std::move(*der), name);
  if (!passphrase) {
    return fail(ErrorCode::kKey, fmt::format("{}: the key is encrypted and no passphrase was given", name));
  }
  auto plain = mbedtls::pbes2_decrypt(*der, name, *passphrase);
  if (!plain) return tl::unexpected(plain.error());
  // A wrong passphrase whose noise happened to end in valid padding.
  if (shape_of(*plain) == Shape::kUnknown) return wrong_passphrase(name);
  return classify_plain(std::move(*plain), name);
}

}  // namespace switchback::signer
