#include "signer/keys/key_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "signer/keys/foreign_key.h"
#include "signer/keys/private_key.h"
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
using mbedtls::PemBlock;

enum class Shape { kUnknown, kPublic, kPkcs8, kEncryptedPkcs8, kSec1, kIntegers };

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

bool is_private(const PemBlock& block) { return block.label.ends_with("PRIVATE KEY"); }
bool is_public(const PemBlock& block) { return block.label.ends_with("PUBLIC KEY"); }

// If there is a key, other blocks are ignored: certificates, and "EC PARAMETERS", which openssl
// writes before a key.
tl::unexpected<Error> no_key_block(const std::vector<PemBlock>& blocks, std::string_view name) {
  std::vector<std::string_view> labels;
  for (const PemBlock& block : blocks) {
    if (const auto foreign = foreign_block(block.label)) return not_a_key(name, *foreign);
    labels.push_back(block.label);
  }
  return not_a_key(name, fmt::format("only PEM blocks of '{}'", fmt::join(labels, "', '")));
}

// Chooses the private key, or else the public one.
Result<PemBlock> choose_key(const std::vector<PemBlock>& blocks, std::string_view name) {
  const auto private_keys = std::count_if(blocks.begin(), blocks.end(), is_private);
  const auto public_keys = std::count_if(blocks.begin(), blocks.end(), is_public);
  if (private_keys + public_keys == 0) return no_key_block(blocks, name);
  const auto keys = private_keys == 0 ? public_keys : private_keys;
  if (keys > 1) return not_a_key(name, fmt::format("{} keys in one file; keep one key in each file", keys));
  const auto chosen = std::find_if(blocks.begin(), blocks.end(), private_keys == 0 ? is_public : is_private);
  if (const auto foreign = foreign_block(chosen->label)) return not_a_key(name, *foreign);
  return *chosen;
}

Result<KeyBlock> open_der(SecretBytes der, std::string_view name, std::optional<std::string_view> passphrase);

Result<KeyBlock> open_pem(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase) {
  const std::vector<PemBlock> blocks = mbedtls::pem_blocks(bytes);
  const auto chosen = choose_key(blocks, name);
  if (!chosen) return tl::unexpected(chosen.error());
  auto der = mbedtls::pem_decode(*chosen, name, passphrase);
  if (!der) return tl::unexpected(der.error());
  if (mbedtls::is_encrypted(*chosen) && shape_of(*der) == Shape::kUnknown) return wrong_passphrase(name);
  auto key = open_der(std::move(*der), name, passphrase);
  if (!key || !is_private(*chosen)) return key;
  for (const PemBlock& block : blocks) {
    if (!is_public(block)) continue;
    auto companion = mbedtls::pem_decode(block, name, std::nullopt);
    if (!companion) return tl::unexpected(companion.error());
    key->public_ders.push_back(std::move(*companion));
  }
  return key;
}

Result<KeyBlock> classify_plain(SecretBytes der, std::string_view name) {
  if (const auto foreign = foreign_structure(der)) return not_a_key(name, *foreign);
  switch (shape_of(der)) {
    case Shape::kPublic:
      return KeyBlock{.kind = KeyKind::kPublic, .der = std::move(der), .public_ders = {}};
    case Shape::kPkcs8:
      return KeyBlock{.kind = KeyKind::kPkcs8, .der = std::move(der), .public_ders = {}};
    case Shape::kSec1:
      return KeyBlock{.kind = KeyKind::kSec1, .der = std::move(der), .public_ders = {}};
    case Shape::kIntegers:
      return not_a_key(name, "an RSA or DSA key; make a P-256 key with 'switchback keygen'");
    case Shape::kEncryptedPkcs8:
    case Shape::kUnknown:
      break;
  }
  return not_a_key(name, foreign_file(der).value_or("neither, or a damaged file"));
}

// Opens a plain or encrypted structure.
Result<KeyBlock> open_der(SecretBytes der, std::string_view name, std::optional<std::string_view> passphrase) {
  if (shape_of(der) != Shape::kEncryptedPkcs8) return classify_plain(std::move(der), name);
  if (!passphrase) {
    return fail(ErrorCode::kKey, fmt::format("{}: the key is encrypted and no passphrase was given", name));
  }
  auto plain = mbedtls::pbes2_decrypt(der, name, *passphrase);
  if (!plain) return tl::unexpected(plain.error());
  // With a wrong passphrase, noise may by chance end in valid padding.
  if (shape_of(*plain) == Shape::kUnknown) return wrong_passphrase(name);
  return classify_plain(std::move(*plain), name);
}

}  // namespace

Result<KeyBlock> read_key_file(ByteView bytes, std::string_view name, std::optional<std::string_view> passphrase) {
  if (bytes.empty()) return not_a_key(name, "an empty file");
  if (bytes.size() > kMaxKeyFileSizeBytes) return not_a_key(name, fmt::format("{} bytes", bytes.size()));
  if (mbedtls::looks_like_pem(bytes)) return open_pem(bytes, name, passphrase);
  return open_der(SecretBytes(bytes.begin(), bytes.end()), name, passphrase);
}

bool holds_private_key(ByteView bytes) {
  if (mbedtls::looks_like_pem(bytes)) {
    const std::vector<PemBlock> blocks = mbedtls::pem_blocks(bytes);
    return std::any_of(blocks.begin(), blocks.end(), is_private);
  }
  const Shape shape = shape_of(bytes);
  return shape == Shape::kPkcs8 || shape == Shape::kEncryptedPkcs8 || shape == Shape::kSec1;
}

}  // namespace switchback::signer
