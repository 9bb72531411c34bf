#include "core/authenticate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/crypto/sha256.h"
#include "tests/unit/core/artefact.h"

namespace switchback {
namespace {

using testing::Buffer;

const std::vector<RootKey>& release_key() {
  static const std::vector<RootKey> keys = {testing::load_vector_key("release.pub.pem")};
  return keys;
}

Status check(const Buffer& bytes, std::span<const RootKey> keys = release_key()) {
  const MemoryReader artefact(bytes);
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(artefact, facts) == Status::kOk);
  return authenticate(artefact, facts, keys);
}

// An artefact with a right digest TLV, followed by `more` unprotected TLVs.
Buffer with_digest(std::vector<testing::TlvData> more) {
  const Buffer bare = testing::build({});
  const crypto::Digest digest = crypto::sha256(Bytes(bare).first(36));
  testing::ArtefactPlan plan;
  plan.unprotected_tlvs = {{0x10, Buffer(digest.begin(), digest.end())}};
  plan.unprotected_tlvs.insert(plan.unprotected_tlvs.end(), more.begin(), more.end());
  return testing::build(plan);
}

Buffer key_hash() { return {release_key()[0].id.begin(), release_key()[0].id.end()}; }

// Its SubjectPublicKeyInfo, as a vector carries it.
Buffer public_key() {
  const Buffer bytes = testing::load_vector("full-public-key.bin");
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(bytes), facts) == Status::kOk);
  const auto start = bytes.begin() + static_cast<std::ptrdiff_t>(facts.signatures[0].key_offset);
  return {start, start + wire::kSpkiBytes};
}

// Signature TLV data of a vector that was signed with a key hash.
Buffer signature_of(const std::string& name) {
  const Buffer bytes = testing::load_vector(name);
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(bytes), facts) == Status::kOk);
  REQUIRE(facts.signature_count == 1);
  const auto start = bytes.begin() + static_cast<std::ptrdiff_t>(facts.signatures[0].signature_offset);
  return {start, start + facts.signatures[0].signature_size_bytes};
}

TEST_CASE("Authenticate: an image with a signature by the trusted key is kOk") {
  CHECK(check(testing::load_vector("plain-h20.bin")) == Status::kOk);
  CHECK(check(testing::load_vector("all-protected.bin")) == Status::kOk);
}

TEST_CASE("Authenticate: a full public key counts when it is a trusted one, and only then") {
  const std::vector<RootKey> other = {testing::load_vector_key("other.pub.pem")};
  CHECK(check(testing::load_vector("full-public-key.bin")) == Status::kOk);
  CHECK(check(testing::load_vector("full-public-key.bin"), other) == Status::kKeyUnknown);
}

TEST_CASE("Authenticate: a full public key of another algorithm is kKeyUnknown, though its point is trusted") {
  Buffer spki(wire::kSpkiBytes);
  const Buffer point = testing::load_vector_point("release.pub.pem");
  std::copy(point.begin(), point.end(), spki.end() - crypto::kPointBytes);
  CHECK(check(with_digest({{0x02, spki}, {0x22, signature_of("plain-h20.bin")}})) == Status::kKeyUnknown);
}

TEST_CASE("Authenticate: any of several trusted keys will do") {
  std::vector<RootKey> keys = {testing::load_vector_key("other.pub.pem"), release_key()[0]};
  CHECK(check(testing::load_vector("plain-h20.bin"), keys) == Status::kOk);
  CHECK(check(testing::load_vector("other-key.bin"), keys) == Status::kOk);
}

TEST_CASE("Authenticate: no digest is kDigestMissing") { CHECK(check(testing::build({})) == Status::kDigestMissing); }

TEST_CASE("Authenticate: one changed bit in header, payload or protected area is kDigestMismatch") {
  const Buffer good = testing::load_vector("counter.bin");
  for (const std::size_t at : {std::size_t{21}, std::size_t{32}, std::size_t{32 + 4310 + 8}}) {
    Buffer bad = good;
    bad[at] ^= 1;
    CAPTURE(at);
    CHECK(check(bad) == Status::kDigestMismatch);
  }
}

TEST_CASE("Authenticate: no signature is kSignatureMissing") {
  CHECK(check(with_digest({})) == Status::kSignatureMissing);
}

TEST_CASE("Authenticate: a signature by no trusted key is kKeyUnknown") {
  CHECK(check(testing::load_vector("other-key.bin")) == Status::kKeyUnknown);
  CHECK(check(testing::load_vector("plain-h20.bin"), {}) == Status::kKeyUnknown);
}

TEST_CASE("Authenticate: a trusted key's signature that is no DER is kSignatureFormat") {
  CHECK(check(with_digest({{0x01, key_hash()}, {0x22, Buffer(70, 0x30)}})) == Status::kSignatureFormat);
}

TEST_CASE("Authenticate: a trusted key's signature of something else is kSignatureInvalid") {
  CHECK(check(with_digest({{0x01, key_hash()}, {0x22, signature_of("plain-h20.bin")}})) == Status::kSignatureInvalid);
}

TEST_CASE("Authenticate: one good signature among those of other keys is enough, and one is verified for each key") {
  Buffer image = testing::load_vector("plain-h20.bin");
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(image), facts) == Status::kOk);
  const Buffer good = signature_of("plain-h20.bin");
  const testing::TlvData digest = {0x10, Buffer(facts.digest.begin(), facts.digest.end())};
  const testing::TlvData key = {0x01, key_hash()};
  const testing::TlvData stranger = {0x01, Buffer(32, 0x12)};

  const auto resigned = [&](std::vector<testing::TlvData> tlvs) {
    testing::ArtefactPlan plan;
    plan.unprotected_tlvs = std::move(tlvs);
    const Buffer area = testing::build(plan);
    Buffer bytes(image.begin(), image.begin() + facts.signed_size_bytes);
    bytes.insert(bytes.end(), area.begin() + 36, area.end());
    return bytes;
  };
  CHECK(check(resigned({digest, key, {0x22, Buffer(70)}, key, {0x22, good}})) == Status::kSignatureFormat);
  const testing::TlvData full_key = {0x02, public_key()};
  CHECK(check(resigned({digest, key, {0x22, Buffer(70)}, full_key, {0x22, good}})) == Status::kSignatureFormat);
  CHECK(check(resigned({digest, key, {0x22, good}, key, {0x22, Buffer(70)}})) == Status::kOk);
  CHECK(check(resigned({digest, stranger, {0x22, good}, key, {0x22, good}})) == Status::kOk);
  const std::vector<RootKey> two = {testing::load_vector_key("other.pub.pem"), release_key()[0]};
  const testing::TlvData other = {0x01, Buffer(two[0].id.begin(), two[0].id.end())};
  CHECK(check(resigned({digest, other, {0x22, good}, other, {0x22, good}, key, {0x22, good}}), two) == Status::kOk);
  // The last signature by a known key gives the reason.
  CHECK(check(resigned({digest, key, {0x22, Buffer(70)}, stranger, {0x22, good}})) == Status::kSignatureFormat);
}

TEST_CASE("Authenticate: a content, key or signature that cannot be read is kFlashRead") {
  const Buffer bytes = testing::load_vector("plain-h20.bin");
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(bytes), facts) == Status::kOk);
  for (const std::uint32_t at : {100u, facts.signatures[0].key_offset, facts.signatures[0].signature_offset}) {
    const testing::FaultyReader artefact(bytes, at, at + 1);
    CHECK(authenticate(artefact, facts, release_key()) == Status::kFlashRead);
  }
}

}  // namespace
}  // namespace switchback
