// Signatures: the published ones of RFC 6979, and what does not verify.
#include "core/crypto/sha256.h"
#include "signer/signing/detached.h"
#include "signer/signing/file_key_backend.h"
#include "tests/unit/signer/fixtures.h"

namespace switchback::signer {
namespace {

std::vector<std::uint8_t> text(std::string_view content) { return {content.begin(), content.end()}; }

// Over the SHA-256 of the content alone.
std::vector<std::uint8_t> sign_plain(std::string_view content) {
  FileKeyBackend backend(rfc6979_key());
  auto signature = backend.sign_digest(crypto::sha256(text(content)));
  REQUIRE(signature.has_value());
  return *signature;
}

std::vector<std::uint8_t> sign(std::string_view content, Purpose purpose = Purpose::kFile) {
  FileKeyBackend backend(rfc6979_key());
  auto signature = sign_detached(backend, purpose, text(content));
  REQUIRE(signature.has_value());
  return *signature;
}

TEST_CASE("FileKeyBackend: RFC 6979 A.2.5, SHA-256, message 'sample'") {
  CHECK(sign_plain("sample") == from_hex("3046"
                                         "022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                                         "022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
}

TEST_CASE("FileKeyBackend: RFC 6979 A.2.5, SHA-256, message 'test'") {
  CHECK(sign_plain("test") == from_hex("3045"
                                       "022100F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                                       "0220019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"));
}

TEST_CASE("FileKeyBackend: the public key is the one that verifies") {
  FileKeyBackend backend(rfc6979_key());
  CHECK(verify_detached(backend.public_key(), Purpose::kFile, text("sample"), sign("sample")).has_value());
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

// G's multiples and sums with the key meet on the way: equal, opposite, or 0.
TEST_CASE("FileKeyBackend: keys that are small multiples of the base point, or of its opposite, verify") {
  const std::vector<std::uint8_t> order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  for (std::uint8_t number = 1; number <= 16; ++number) {
    std::array<std::uint8_t, kScalarSizeBytes> scalar{};
    scalar.back() = number % 8 + 1;
    if (number > 8) {
      std::copy(order.begin(), order.end(), scalar.begin());
      scalar.back() = static_cast<std::uint8_t>(order.back() - (number % 8 + 1));
    }
    FileKeyBackend backend(PrivateKey::from_scalar(scalar).value());
    std::array<std::uint8_t, kDigestSizeBytes> digest{};
    for (int i = 0; i < 40; ++i) {
      digest = crypto::sha256(digest);
      const auto signature = backend.sign_digest(digest);
      REQUIRE(signature.has_value());
      CHECK(backend.public_key().verify_digest(digest, *signature).has_value());
      digest[0] ^= 1;
      CHECK_FALSE(backend.public_key().verify_digest(digest, *signature).has_value());
    }
  }
}

TEST_CASE("FileKeyBackend: with a bit of the key flipped in memory it withholds the faulty signature") {
  FileKeyBackend backend(rfc6979_key());
  const std::span memory(reinterpret_cast<std::uint8_t*>(&backend), sizeof backend);
  const auto scalar = std::search(memory.begin(), memory.end(), rfc6979_scalar().begin(), rfc6979_scalar().end());
  REQUIRE(scalar != memory.end());
  scalar[20] ^= 0x04U;
  check_error(sign_detached(backend, Purpose::kFile, text("sample")), ErrorCode::kInternal,
              "a faulty one, which was discarded");
  scalar[20] ^= 0x04U;
  CHECK(sign_detached(backend, Purpose::kFile, text("sample")).has_value());
}

TEST_CASE("Detached signature: other content, another key and every changed byte are refused") {
  const PublicKey key = rfc6979_key().public_key();
  auto signature = sign("test");
  check_error(verify_detached(key, Purpose::kFile, text("test "), signature), ErrorCode::kSignature, "does not verify");
  check_error(verify_detached(other_public_key(), Purpose::kFile, text("test"), signature), ErrorCode::kSignature,
              "does not verify");
  for (std::uint8_t& byte : signature) {
    byte ^= 0x01U;
    const auto verdict = verify_detached(key, Purpose::kFile, text("test"), signature);
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
    check_error(verify_detached(key, Purpose::kFile, text("test"), cut), ErrorCode::kSignature,
                "expected a DER ECDSA-Sig-Value");
  }
  for (const auto extra : {std::uint8_t{0}, std::uint8_t{1}}) {
    auto extended = whole;
    extended.push_back(extra);
    check_error(verify_detached(key, Purpose::kFile, text("test"), extended), ErrorCode::kSignature,
                "and nothing more");
  }
}

TEST_CASE("Detached signature: the message names the key that was expected") {
  check_error(verify_detached(rfc6979_key().public_key(), Purpose::kFile, text("other"), sign("test")),
              ErrorCode::kSignature, "5a7a78cca4a0f420d9bc62bb669c3c2759e39f723d3ae10dcbe0f0815a07ecd4");
}

TEST_CASE("Detached signature: what is signed is the purpose's line and the content") {
  CHECK(sign("test") == sign_plain("switchback-file-v1\ntest"));
  CHECK(sign("test", Purpose::kRelease) == sign_plain("switchback-release-v1\ntest"));
}

TEST_CASE("Detached signature: one for a purpose serves no other, nor does one over the content alone") {
  const PublicKey key = rfc6979_key().public_key();
  for (const Purpose purpose : {Purpose::kFile, Purpose::kRelease}) {
    const Purpose other = purpose == Purpose::kFile ? Purpose::kRelease : Purpose::kFile;
    CHECK(verify_detached(key, purpose, text("test"), sign("test", purpose)).has_value());
    check_error(verify_detached(key, purpose, text("test"), sign("test", other)), ErrorCode::kSignature,
                "does not verify");
    check_error(verify_detached(key, purpose, text("test"), sign_plain("test")), ErrorCode::kSignature,
                "does not verify");
  }
}

TEST_CASE("Detached signature: the line in front begins neither an image nor another purpose's line") {
  const std::string_view file = purpose_line(Purpose::kFile);
  const std::string_view release = purpose_line(Purpose::kRelease);
  CHECK_FALSE(file.starts_with(release));
  CHECK_FALSE(release.starts_with(file));
  for (const std::string_view line : {file, release}) {
    CHECK(line.front() != '\x3d');  // the first byte of the image magic
    CHECK(line.front() != '\x30');  // and of DER, as certificates are
    CHECK(line.back() == '\n');
  }
}

TEST_CASE("Detached signature: of several keys the one that signed is found") {
  const PublicKey key = rfc6979_key().public_key();
  const std::vector<PublicKey> keys = {other_public_key(), key};
  const auto found = find_signer(keys, Purpose::kRelease, text("test"), sign("test", Purpose::kRelease));
  REQUIRE(found.has_value());
  CHECK(*found == 1);
  check_error(find_signer(keys, Purpose::kFile, text("test"), sign("test", Purpose::kRelease)), ErrorCode::kSignature,
              "found a signature of a release; check it with 'switchback verify'");
  check_error(find_signer(keys, Purpose::kRelease, text("test"), sign("test")), ErrorCode::kSignature,
              "found a signature by 'switchback sign-file'");
  for (const Purpose purpose : {Purpose::kFile, Purpose::kRelease}) {
    check_error(find_signer(keys, purpose, text("test"), sign_plain("test")), ErrorCode::kSignature,
                "found a signature over the content alone");
  }
  check_error(find_signer(keys, Purpose::kFile, text("other"), sign("test")), ErrorCode::kSignature,
              "by one of 2 given keys, found none that verifies");
}

}  // namespace
}  // namespace switchback::signer
