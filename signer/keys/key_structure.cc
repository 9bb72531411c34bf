#include "signer/keys/key_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "signer/keys/algorithm.h"
#include "signer/mbedtls/der.h"
#include "signer/mbedtls/p256.h"

namespace switchback::signer {
namespace {

using mbedtls::DerReader;
using mbedtls::kDerBitString;
using mbedtls::kDerInteger;
using mbedtls::kDerOctetString;
using mbedtls::kDerSequence;

// The fields of an ECPrivateKey; views into its DER.
struct EcPrivateKey {
  ByteView scalar;
  std::optional<DerReader> curve;
  std::optional<ByteView> point;  // content of the BIT STRING
};

std::optional<EcPrivateKey> parse_ec_private_key(ByteView der) {
  DerReader file(der);
  auto fields = file.enter(kDerSequence);
  if (!fields || !file.empty()) return std::nullopt;
  const auto version = fields->take(kDerInteger);
  const auto scalar = fields->take(kDerOctetString);
  if (!version || mbedtls::der_small_integer(*version, 1) != 1U || !scalar) return std::nullopt;

  EcPrivateKey out{.scalar = *scalar, .curve = fields->enter(mbedtls::der_context(0)), .point = std::nullopt};
  if (auto point = fields->enter(mbedtls::der_context(1))) {
    out.point = point->take(kDerBitString);
    if (!out.point || !point->empty()) return std::nullopt;
  }
  return fields->empty() ? std::optional(out) : std::nullopt;
}

// Returns the ECPrivateKey inside a PrivateKeyInfo, after checking its algorithm.
Result<ByteView> unwrap_pkcs8(ByteView der, std::string_view name) {
  DerReader file(der);
  auto info = file.enter(kDerSequence);
  const auto version = info ? info->take(kDerInteger) : std::nullopt;
  auto algorithm = info ? info->enter(kDerSequence) : std::nullopt;
  if (!version || !algorithm) return malformed_key(name, "a PrivateKeyInfo");
  if (auto checked = check_algorithm(*algorithm, name); !checked) return tl::unexpected(checked.error());
  const auto key = info->take(kDerOctetString);
  if (!key) return malformed_key(name, "an ECPrivateKey");
  return *key;  // attributes and a second copy of the public key may follow; neither is used
}

tl::unexpected<Error> other_public_part(std::string_view name) {
  return fail(ErrorCode::kKey, fmt::format("{}: expected the public key of this private key, found another; "
                                           "the file is damaged or mixes two keys",
                                           name));
}

// Compares the computed public key with the one in the file. If they differ, the file was put
// together wrongly, and signatures would name a key that never verifies them.
Result<void> check_point(ByteView bit_string, const PublicKey& computed, std::string_view name) {
  constexpr std::uint8_t kNoUnusedBits = 0;
  if (bit_string.size() > 1 && bit_string.front() == kNoUnusedBits &&
      mbedtls::decode_point(bit_string.subspan(1)) == computed.point()) {
    return {};
  }
  return other_public_part(name);
}

// Some writers omit leading zeros or add one. openssl and imgtool accept any length.
std::optional<SecretBytes> padded_scalar(ByteView number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  if (number.size() > kScalarSizeBytes) return std::nullopt;
  SecretBytes scalar(kScalarSizeBytes);
  std::copy(number.begin(), number.end(), scalar.end() - static_cast<std::ptrdiff_t>(number.size()));
  return scalar;
}

// Parses an ECPrivateKey; its curve was checked to be P-256.
Result<EcPrivateKey> read_fields(const KeyBlock& block, std::string_view name) {
  ByteView der = block.der;
  if (block.kind == KeyKind::kPkcs8) {
    const auto inner = unwrap_pkcs8(der, name);
    if (!inner) return tl::unexpected(inner.error());
    der = *inner;
  }
  const auto fields = parse_ec_private_key(der);
  if (!fields) return malformed_key(name, "an ECPrivateKey");
  if (fields->curve) {
    if (auto checked = check_curve(*fields->curve, name); !checked) return tl::unexpected(checked.error());
  } else if (block.kind == KeyKind::kSec1) {
    return malformed_key(name, "the name of a curve");
  }
  return *fields;
}

}  // namespace

Result<PrivateKey> parse_private_key(const KeyBlock& block, std::string_view name) {
  if (block.kind == KeyKind::kPublic) {
    return fail(ErrorCode::kKey, fmt::format("{}: expected a private key, found a public one; give the file that "
                                             "'switchback keygen' wrote",
                                             name));
  }
  const auto fields = read_fields(block, name);
  if (!fields) return tl::unexpected(fields.error());
  const auto scalar = padded_scalar(fields->scalar);
  if (!scalar) return malformed_key(name, "a private number of at most 32 bytes");
  auto key = PrivateKey::from_scalar(ByteView(*scalar).first<kScalarSizeBytes>());
  if (!key) return fail(key.error().code, fmt::format("{}: {}", name, key.error().message));
  if (fields->point) {
    if (auto checked = check_point(*fields->point, key->public_key(), name); !checked) {
      return tl::unexpected(checked.error());
    }
  }
  for (const SecretBytes& der : block.public_ders) {
    const auto companion = PublicKey::load(der, name);
    if (!companion) return tl::unexpected(companion.error());
    if (!(*companion == key->public_key())) return other_public_part(name);
  }
  return key;
}

}  // namespace switchback::signer
