#include "signer/mbedtls/pbes2.h"

#include <fmt/format.h>
#include <mbedtls/cipher.h>
#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/pkcs5.h>

#include <array>
#include <cassert>
#include <optional>

#include "signer/mbedtls/der.h"
#include "signer/mbedtls/owned.h"
#include "signer/mbedtls/random.h"
#include "signer/mbedtls/scrypt.h"

#if !defined(MBEDTLS_PKCS5_C) || !defined(MBEDTLS_CIPHER_PADDING_PKCS7)
#error "The host build of Mbed TLS must have MBEDTLS_PKCS5_C and MBEDTLS_CIPHER_PADDING_PKCS7"
#endif

namespace switchback::signer::mbedtls {
namespace {

constexpr std::string_view kPbes2 = "1.2.840.113549.1.5.13";
constexpr std::string_view kPbkdf2 = "1.2.840.113549.1.5.12";
constexpr std::string_view kScrypt = "1.3.6.1.4.1.11591.4.11";

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kAesBlockSize = 16;

// Mbed TLS has the contents of OIDs as string literals.
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
  return fail(ErrorCode::kKey,
              fmt::format("{}: expected encryption with PBES2, PBKDF2 or scrypt, and AES-CBC, found {}; "
                          "convert it with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'",
                          name, found));
}

tl::unexpected<Error> wrong_passphrase(std::string_view name) {
  return fail(ErrorCode::kKey, fmt::format("{}: wrong passphrase", name));
}

// Mbed TLS runs any count that the file names, so the count is checked here first.
Result<void> check_iterations(DerReader pbkdf2, std::string_view name) {
  if (!pbkdf2.take(kDerOctetString)) return malformed(name);
  const auto count = pbkdf2.take(kDerInteger);
  if (!count) return malformed(name);
  if (der_small_integer(*count, kMaxPbkdf2Iterations).value_or(0) == 0) {
    return fail(ErrorCode::kKey,
                fmt::format("{}: expected 1 to {} PBKDF2 iterations, found another count; encrypt the key again", name,
                            kMaxPbkdf2Iterations));
  }
  return {};
}

using OwnedCipher = Owned<mbedtls_cipher_context_t, mbedtls_cipher_init, mbedtls_cipher_free>;

// The cipher and IV that an AlgorithmIdentifier names; nothing if it is unknown.
const mbedtls_cipher_info_t* find_cipher(DerReader identifier, ByteView& iv) {
  const auto oid = identifier.take(kDerOid);
  const auto parameter = identifier.take(kDerOctetString);
  if (!oid || !parameter) return nullptr;
  iv = *parameter;
  auto* bytes = const_cast<unsigned char*>(oid->data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const mbedtls_asn1_buf buffer{.tag = kDerOid, .len = oid->size(), .p = bytes};
  mbedtls_cipher_type_t type = MBEDTLS_CIPHER_NONE;
  if (mbedtls_oid_get_cipher_alg(&buffer, &type) != 0) return nullptr;
  const mbedtls_cipher_info_t* info = mbedtls_cipher_info_from_type(type);
  return info != nullptr && mbedtls_cipher_info_get_iv_size(info) == iv.size() ? info : nullptr;
}

// CBC with PKCS#7 padding. Nothing: the key was wrong, and so the passphrase.
std::optional<SecretBytes> decrypt_cbc(const mbedtls_cipher_info_t* info, const SecretBytes& key, ByteView iv,
                                       ByteView ciphertext) {
  OwnedCipher cipher;
  SecretBytes plain(ciphertext.size() + mbedtls_cipher_info_get_block_size(info));
  std::size_t size = 0;
  const bool done =
      mbedtls_cipher_setup(cipher.get(), info) == 0 &&
      mbedtls_cipher_setkey(cipher.get(), key.data(), static_cast<int>(key.size() * 8), MBEDTLS_DECRYPT) == 0 &&
      mbedtls_cipher_set_padding_mode(cipher.get(), MBEDTLS_PADDING_PKCS7) == 0 &&
      mbedtls_cipher_crypt(cipher.get(), iv.data(), iv.size(), ciphertext.data(), ciphertext.size(), plain.data(),
                           &size) == 0;
  if (!done) return std::nullopt;
  plain.resize(size);
  return plain;
}

// RFC 7914 section 7: salt, N, r, p and an optional key length. Returns N = 0 if malformed.
ScryptCost read_scrypt(DerReader fields, ByteView& salt, std::optional<std::uint32_t>& key_size) {
  const auto number = [&fields] {
    const auto content = fields.take(kDerInteger);
    return content ? der_small_integer(*content, UINT32_MAX).value_or(0) : 0;
  };
  const auto salt_field = fields.take(kDerOctetString);
  if (!salt_field) return {};
  salt = *salt_field;
  ScryptCost cost;
  cost.n = number();
  cost.r = number();
  cost.p = number();
  if (!fields.empty()) key_size = number();
  return fields.empty() ? cost : ScryptCost{};
}

Result<SecretBytes> decrypt_scrypt(DerReader params, DerReader fields, const Envelope& envelope, std::string_view name,
                                   std::string_view passphrase) {
  ByteView salt;
  ByteView iv;
  std::optional<std::uint32_t> key_size;
  const ScryptCost cost = read_scrypt(fields, salt, key_size);
  const auto scheme = params.enter(kDerSequence);
  if (cost.n == 0 || !scheme) return malformed(name);
  const mbedtls_cipher_info_t* info = find_cipher(*scheme, iv);
  if (info == nullptr) return unsupported(name, "another cipher");
  if (!is_affordable(cost)) {
    return unsupported(name, fmt::format("scrypt with N {}, r {} and p {}, which needs too much memory or time", cost.n,
                                         cost.r, cost.p));
  }
  const std::size_t size = mbedtls_cipher_info_get_key_bitlen(info) / 8;
  if (key_size.value_or(static_cast<std::uint32_t>(size)) != size) return malformed(name);
  const auto key = scrypt(passphrase, salt, cost, size);
  if (!key) return library_failure("deriving a key with scrypt", MBEDTLS_ERR_ERROR_GENERIC_ERROR);
  auto plain = decrypt_cbc(info, *key, iv, envelope.ciphertext);
  if (!plain) return wrong_passphrase(name);
  return std::move(*plain);
}

Result<SecretBytes> decrypt_pbkdf2(DerReader fields, const Envelope& envelope, std::string_view name,
                                   std::string_view passphrase) {
  if (auto checked = check_iterations(fields, name); !checked) return tl::unexpected(checked.error());
  const mbedtls_asn1_buf params = as_sequence(envelope.params);
  SecretBytes plain(envelope.ciphertext.size());
  std::size_t plain_size = 0;
  const int status = mbedtls_pkcs5_pbes2_ext(
      &params, MBEDTLS_PKCS5_DECRYPT, reinterpret_cast<const unsigned char*>(passphrase.data()), passphrase.size(),
      envelope.ciphertext.data(), envelope.ciphertext.size(), plain.data(), plain.size(), &plain_size);
  if (status == MBEDTLS_ERR_PKCS5_PASSWORD_MISMATCH) return wrong_passphrase(name);
  if (status == MBEDTLS_ERR_PKCS5_FEATURE_UNAVAILABLE) return unsupported(name, "another cipher or PRF");
  if (status != 0) return malformed(name);
  plain.resize(plain_size);
  return plain;
}

// Content of the PBES2-params SEQUENCE (RFC 8018 A.4).
std::vector<std::uint8_t> pbes2_params(ByteView salt, std::uint32_t iterations, ByteView iv) {
  // A leading zero keeps the INTEGER positive; DER requires its shortest form.
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
  DerReader params(envelope->params);
  auto derivation = params.enter(kDerSequence);
  const auto function = derivation ? derivation->take(kDerOid) : std::nullopt;
  const auto fields = function ? derivation->enter(kDerSequence) : std::nullopt;
  if (!fields) return malformed(name);
  const std::string oid = der_oid_text(*function);
  if (oid == kPbkdf2) return decrypt_pbkdf2(*fields, *envelope, name, passphrase);
  if (oid == kScrypt) return decrypt_scrypt(params, *fields, *envelope, name, passphrase);
  return unsupported(name, fmt::format("key derivation {}", oid));
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
