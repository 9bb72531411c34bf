// Writing of key files and of the C++ header.
#include "signer/keys/key_header.h"
#include "tests/unit/signer/fixtures.h"

namespace switchback::signer {
namespace {

std::string as_text(const SecretBytes& bytes) { return {bytes.begin(), bytes.end()}; }

TEST_CASE("PrivateKey: plain exports are byte for byte what openssl writes") {
  const PrivateKey key = rfc6979_key();
  CHECK(same_bytes(key.to_pkcs8_der(), key_file("p256.pkcs8.der")));
  CHECK(same_bytes(key.to_pkcs8_pem(), key_file("p256.pkcs8.pem")));
  CHECK(same_bytes(key.to_sec1_der(), key_file("p256.sec1.der")));
  CHECK(same_bytes(key.to_sec1_pem(), key_file("p256.sec1.pem")));
}

TEST_CASE("PrivateKey: a generated key survives every form it is written in") {
  const auto made = PrivateKey::generate();
  REQUIRE(made.has_value());
  const auto encrypted = made->to_encrypted_pem(kPassphrase, 1000);
  REQUIRE(encrypted.has_value());
  for (const SecretBytes& file :
       {made->to_pkcs8_der(), made->to_pkcs8_pem(), made->to_sec1_der(), made->to_sec1_pem(), *encrypted}) {
    const auto read = PrivateKey::load(file, "key", kPassphrase);
    REQUIRE(read.has_value());
    CHECK(read->to_pkcs8_der() == made->to_pkcs8_der());
  }
}

TEST_CASE("PrivateKey: two generated keys differ") { CHECK_FALSE(other_public_key() == other_public_key()); }

TEST_CASE("PrivateKey: two encryptions of a key differ, and neither holds it in the clear") {
  const PrivateKey key = rfc6979_key();
  const auto first = key.to_encrypted_pem(kPassphrase, 1);
  const auto second = key.to_encrypted_pem(kPassphrase, 1);
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK_FALSE(*first == *second);
  CHECK(as_text(*first).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
  check_error(PrivateKey::load(*first, "key.pem"), ErrorCode::kKey, "no passphrase was given");
}

TEST_CASE("PrivateKey: iteration counts of every encoded length are read back") {
  const PrivateKey key = rfc6979_key();
  for (const std::uint32_t iterations : {1U, 127U, 128U, 255U, 256U, 32767U, 32768U}) {
    CAPTURE(iterations);
    const auto file = key.to_encrypted_pem(kPassphrase, iterations);
    REQUIRE(file.has_value());
    CHECK(PrivateKey::load(*file, "key.pem", kPassphrase).has_value());
  }
}

TEST_CASE("PrivateKey: an empty passphrase and impossible iteration counts are refused") {
  const PrivateKey key = rfc6979_key();
  check_error(key.to_encrypted_pem(""), ErrorCode::kUsage, "expected at least one character");
  check_error(key.to_encrypted_pem(kPassphrase, 0), ErrorCode::kUsage, "expected 1 to 10000000, found 0");
  check_error(key.to_encrypted_pem(kPassphrase, 10'000'001), ErrorCode::kUsage, "found 10000001");
}

TEST_CASE("Key header: the arrays of each key stand in namespace switchback::keys") {
  const std::vector<NamedKey> keys = {{.name = "release", .key = rfc6979_key().public_key()},
                                      {.name = "public2", .key = other_public_key()}};
  const auto header = to_cpp_header(keys);
  REQUIRE(header.has_value());
  const auto position = [&](std::string_view part) {
    CAPTURE(*header);
    CAPTURE(part);
    REQUIRE(header->find(part) != std::string::npos);
    return header->find(part);
  };
  CHECK(position("#pragma once") < position("#include <cstdint>"));
  CHECK(position("namespace switchback::keys {") < position("inline constexpr std::uint8_t release_point[64] = {\n"));
  CHECK(position("    0x60, 0xfe, 0xd4, 0xba,") < position("inline constexpr std::uint8_t release_key_id[32] = {\n"));
  CHECK(position("    0x5a, 0x7a, 0x78, 0xcc,") < position("public2_point[64]"));
  CHECK(position("public2_point[64]") < position("public2_key_id[32]"));
  CHECK(*to_cpp_header(keys) == *header);
}

TEST_CASE("Key header: names that cannot be part of an identifier are refused") {
  const PublicKey key = rfc6979_key().public_key();
  for (const std::string name : {"", "1st", "_a", "a_", "a__b", "a-b", "a b", "a;", "\xC3\xA4"}) {
    CAPTURE(name);
    const std::vector<NamedKey> keys = {{.name = name, .key = key}};
    check_error(to_cpp_header(keys), ErrorCode::kUsage, "key name: expected letters, digits and single underscores");
  }
}

TEST_CASE("Key header: no key and a name given twice are refused") {
  const PublicKey key = rfc6979_key().public_key();
  const std::vector<NamedKey> twice = {{.name = "a", .key = key}, {.name = "a", .key = key}};
  check_error(to_cpp_header({}), ErrorCode::kUsage, "expected at least one public key");
  check_error(to_cpp_header(twice), ErrorCode::kUsage, "found 'a' twice");
}

}  // namespace
}  // namespace switchback::signer
