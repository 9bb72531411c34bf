// Signatures: the published ones of RFC 6979, and what does not verify.
#include "core/crypto/sha256.h"
#include "signer/detached.h"
#include "signer/file_key_backend.h"
#include "tests/unit/signer/fixtures.h"

namespace switchback::signer {
namespace {

std::vector<std::uint8_t> text(std::string_view content) { return {content.begin(), content.end()}; }

std::vector<std::uint8_t> sign(std::string_view content) {
  FileKeyBackend backend(rfc6979_key());
  auto signature = sign_detached(backend, text(content));
  REQUIRE(signature.has_value());
  return *signature;
}

TEST_CASE("FileKeyBackend: RFC 6979 A.2.5, SHA-256, message 'sample'") {
  CHECK(sign("sample") == from_hex("3046"
                                   "022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                                   "022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
}

TEST_CASE("FileKeyBackend: RFC 6979 A.2.5, SHA-256, message 'test'") {
  CHECK(sign("test") == from_hex("3045"
                                 "022100F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                                 "0220019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"));
}

TEST_CASE("FileKeyBackend: the public key is the one that verifies") {
  FileKeyBackend backend(rfc6979_key());
  CHECK(verify_detached(backend.public_key(), text("sample"), sign("sample")).has_value());
}

TEST_CASE("FileKeyBackend: a hundred digests sign and verify, at most 72 bytes each") {
  FileKeyBackend backend(rfc6979_key());
  std::array<std::uint8_t, kDigestSizeBytes> digest{};
  for (int i = 0; i < 100; ++i) {
    digest = crypto::sha256(digest);
    const auto signature = backend.sign_digest(digest);
    REQUIRE(signature.has_value());
    CHECK(signature->size() <= 72);
    CHECK(backend.public_key().verify_digest(digest, *signature).has_value());
  }
}

TEST_CASE("FileKeyBackend: with a bit of the key flipped in memory it withholds the faulty signature") {
  FileKeyBackend backend(rfc6979_key());
  const std::span memory(reinterpret_cast<std::uint8_t*>(&backend), sizeof backend);
  const auto scalar = std::search(memory.begin(), memory.end(), rfc6979_scalar().begin(), rfc6979_scalar().end());
  REQUIRE(scalar != memory.end());
  scalar[20] ^= 0x04U;
  check_error(sign_detached(backend, text("sample")), ErrorCode::kInternal, "a faulty one, which is withheld");
  scalar[20] ^= 0x04U;
  CHECK(sign_detached(backend, text("sample")).has_value());
}

TEST_CASE("Detached signature: other content, another key and every changed byte are refused") {
  const PublicKey key = rfc6979_key().public_key();
  auto signature = sign("test");
  check_error(verify_detached(key, text("test "), signature), ErrorCode::kSignature, "does not verify");
  check_error(verify_detached(other_public_key(), text("test"), signature), ErrorCode::kSignature, "does not verify");
  for (std::uint8_t& byte : signature) {
    byte ^= 0x01U;
    const auto verdict = verify_detached(key, text("test"), signature);
    byte ^= 0x01U;
    REQUIRE_FALSE(verdict.has_value());
    CHECK(verdict.error().code == ErrorCode::kSignature);
  }
}

TEST_CASE("Detached signature: cut, extended, padded and empty ones are refused as malformed") {
  const PublicKey key = rfc6979_key().public_key();
  const auto whole = sign("test");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    check_error(verify_detached(key, text("test"), cut), ErrorCode::kSignature, "expected a DER ECDSA-Sig-Value");
  }
  for (const auto extra : {std::uint8_t{0}, std::uint8_t{1}}) {
    auto extended = whole;
    extended.push_back(extra);
    check_error(verify_detached(key, text("test"), extended), ErrorCode::kSignature, "and nothing more");
  }
}

TEST_CASE("Detached signature: the message names the key that was expected") {
  check_error(verify_detached(rfc6979_key().public_key(), text("other"), sign("test")), ErrorCode::kSignature,
              "5a7a78cca4a0f420d9bc62bb669c3c2759e39f723d3ae10dcbe0f0815a07ecd4");
}

}  // namespace
}  // namespace switchback::signer
