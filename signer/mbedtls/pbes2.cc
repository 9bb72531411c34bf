#include "signer/mbedtls/pbes2.h"

#include <fmt/format.h>
#include <mbedtls/oid.h>
#include <mbedtls/pkcs5.h>

#include <array>
#include <cassert>
#include <optional>

#include "signer/mbedtls/der.h"
#include "signer/mbedtls/owned.h"
#include "signer/mbedtls/random.h"

#if !defined(MBEDTLS_PKCS5_C) || !defined(MBEDTLS_CIPHER_PADDING_PKCS7)
#error "The host build of Mbed TLS must have MBEDTLS_PKCS5_C and MBEDTLS_CIPHER_PADDING_PKCS7"
#endif

namespace switchback::signer::mbedtls {
namespace {

constexpr std::string_view kPbes2 = "1.2.840.113549.1.5.13";
constexpr std::string_view kPbkdf2 = "1.2.840.113549.1.5.12";

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kAesBlockSize = 16;

// Mbed TLS spells the contents of OIDs as string literals.
std::vector<std::uint8_t> oid_element(std::string_view content) {
  return der_element(kDerOid, {ByteView(reinterpret_cast<const std::uint8_t*>(content.data()), content.size())});
}

mbedtls_asn1_buf as_sequence(ByteView content) {
  auto* bytes = const_cast<unsigned char*>(content.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return {.tag = kDerSequence, .len = content.size(), .p = bytes};
}

struct Envelope {
  ByteView scheme;  // OID
  ByteView params;  // content of the PBES2-params SEQUENCE
  ByteView ciphertext;
};

std::optional<Envelope> read_envelope(ByteView der) {
  DerReader reader(der);
  auto info = reader.enter(kDerSequence);
  if (!info) return std::nullopt;
  auto algorithm = info->enter(kDerSequence);
  const auto ciphertext = info->take(kDerOctetString);
  if (!algorithm || !ciphertext || !info->empty()) return std::nullopt;
  const auto scheme = algorithm->take(kDerOid);
  const auto params = algorithm->take(kDerSequence);
  if (!scheme || !params || !algorithm->empty()) return std::nullopt;
  return Envelope{.scheme = *scheme, .params = *params, .ciphertext = *ciphertext};
}

tl::unexpected<Error> malformed(std::string_view name) {
  return fail(ErrorCode::kKey, fmt::format("{}: expected an EncryptedPrivateKeyInfo (RFC 5958), found a malformed or "
                                           "truncated one",
                                           name));
}

tl::unexpected<Error> unsupported(std::string_view name, std::string_view found) {
  return fail(ErrorCode::kKey, fmt::format("{}: expected encryption with PBES2, PBKDF2 and a CBC cipher, found {}; "
                                           "convert it with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'",
                                           name, found));
}

// Mbed TLS runs whatever count the file names, so the count is read here first.
Result<void> check_key_derivation(ByteView pbes2_params, std::string_view name) {
  DerReader params(pbes2_params);
  auto derivation = params.enter(kDerSequence);
  if (!derivation) return malformed(name);
  const auto function = derivation->take(kDerOid);
  if (!function) return malformed(name);
  if (der_oid_text(*function) != kPbkdf2) {
    return unsupported(name, fmt::format("key derivation {}", der_oid_text(*function)));
  }
  auto pbkdf2 = derivation->enter(kDerSequence);
  if (!pbkdf2 || !pbkdf2->take(kDerOctetString)) return malformed(name);
  const auto count = pbkdf2->take(kDerInteger);
  if (!count) return malformed(name);
  if (der_small_integer(*count, kMaxPbkdf2Iterations).value_or(0) == 0) {
    return fail(ErrorCode::kKey, fmt::format("{}: expected 1 to {} PBKDF2 iterations, found another count; encrypt "
                                             "the key anew",
                                             name, kMaxPbkdf2Iterations));
  }
  return {};
}

// Content of the PBES2-params SEQUENCE (RFC 8018 A.4).
std::vector<std::uint8_t> pbes2_params(ByteView salt, std::uint32_t iterations, ByteView iv) {
  // Four bytes with a leading zero keep the INTEGER positive; DER wants it as short as that allows.
  const std::array<std::uint8_t, 4> wide = {
      static_cast<std::uint8_t>(iterations >> 24U), static_cast<std::uint8_t>(iterations >> 16U),
      static_cast<std::uint8_t>(iterations >> 8U), static_cast<std::uint8_t>(iterations)};
  ByteView count = wide;
  while (count.size() > 1 && count[0] == 0 && (count[1] & 0x80U) == 0) count = count.subspan(1);

  const auto prf = der_element(kDerSequence, {oid_element(MBEDTLS_OID_HMAC_SHA256), der_element(kDerNull, {})});
  const auto pbkdf2 =
      der_element(kDerSequence, {der_element(kDerOctetString, {salt}), der_element(kDerInteger, {count}), prf});
  const auto derivation = der_element(kDerSequence, {oid_element(MBEDTLS_OID_PKCS5_PBKDF2), pbkdf2});
  const auto cipher =
      der_element(kDerSequence, {oid_element(MBEDTLS_OID_AES_256_CBC), der_element(kDerOctetString, {iv})});
  std::vector<std::uint8_t> content = derivation;
  content.insert(content.end(), cipher.begin(), cipher.end());
  return content;
}

}  // namespace

Result<SecretBytes> pbes2_decrypt(ByteView der, std::string_view name, std::string_view passphrase) {
  const auto envelope = read_envelope(der);
  if (!envelope) return malformed(name);
  if (der_oid_text(envelope->scheme) != kPbes2) {
    return unsupported(name, fmt::format("scheme {}", der_oid_text(envelope->scheme)));
  }
  if (auto checked = check_key_derivation(envelope->params, name); !checked) return tl::unexpected(checked.error());

  const mbedtls_asn1_buf params = as_sequence(envelope->params);
  SecretBytes plain(envelope->ciphertext.size());
  std::size_t plain_size = 0;
  const int status = mbedtls_pkcs5_pbes2_ext(
      &params, MBEDTLS_PKCS5_DECRYPT, reinterpret_cast<const unsigned char*>(passphrase.data()), passphrase.size(),
      envelope->ciphertext.data(), envelope->ciphertext.size(), plain.data(), plain.size(), &plain_size);
  if (status == MBEDTLS_ERR_PKCS5_PASSWORD_MISMATCH) {
    return fail(ErrorCode::kKey, fmt::format("{}: wrong passphrase", name));
  }
  if (status == MBEDTLS_ERR_PKCS5_FEATURE_UNAVAILABLE) return unsupported(name, "another cipher or PRF");
  if (status != 0) return malformed(name);
  plain.resize(plain_size);
  return plain;
}

Result<std::vector<std::uint8_t>> pbes2_encrypt(ByteView private_key_info, std::string_view passphrase,
                                                std::uint32_t iterations) {
  assert(iterations >= 1 && iterations <= kMaxPbkdf2Iterations);
  auto random = Random::create();
  if (!random) return tl::unexpected(random.error());
  std::array<std::uint8_t, kSaltSize> salt{};
  std::array<std::uint8_t, kAesBlockSize> iv{};
  if (auto filled = random->fill(salt); !filled) return tl::unexpected(filled.error());
  if (auto filled = random->fill(iv); !filled) return tl::unexpected(filled.error());

  const std::vector<std::uint8_t> params = pbes2_params(salt, iterations, iv);
  const mbedtls_asn1_buf params_view = as_sequence(params);
  std::vector<std::uint8_t> ciphertext(private_key_info.size() + kAesBlockSize);
  std::size_t size = 0;
  const int status = mbedtls_pkcs5_pbes2_ext(
      &params_view, MBEDTLS_PKCS5_ENCRYPT, reinterpret_cast<const unsigned char*>(passphrase.data()), passphrase.size(),
      private_key_info.data(), private_key_info.size(), ciphertext.data(), ciphertext.size(), &size);
  if (status != 0) return library_failure("encrypting the private key", status);
  ciphertext.resize(size);

  const auto algorithm =
      der_element(kDerSequence, {oid_element(MBEDTLS_OID_PKCS5_PBES2), der_element(kDerSequence, {params})});
  return der_element(kDerSequence, {algorithm, der_element(kDerOctetString, {ciphertext})});
}

}  // namespace switchback::signer::mbedtls
