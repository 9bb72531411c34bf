// Every form of key file that is read, every one that is refused, and what damage does to them.

#include "signer/mbedtls/pbes2.h"
#include "signer/mbedtls/pem.h"
#include "tests/unit/signer/fixtures.h"

namespace switchback::signer {
namespace {

struct Case {
  std::string file;
  std::string said;
};

const std::vector<std::string> kPrivateFiles = {"p256.sec1.pem",
                                                "p256.sec1.der",
                                                "p256.pkcs8.pem",
                                                "p256.pkcs8.der",
                                                "p256.encrypted.pem",
                                                "p256.encrypted.der",
                                                "p256.crlf.pkcs8.pem",
                                                "p256.blanks.pkcs8.pem",
                                                "p256.encrypted-sha1.pem",
                                                "p256.encrypted-sha224.pem",
                                                "p256.encrypted-sha384.pem",
                                                "p256.encrypted-sha512.pem",
                                                "p256.encrypted-3des.pem",
                                                "p256.encrypted-scrypt.pem",
                                                "p256.encrypted-scrypt.der",
                                                "p256.rfc1421-aes.sec1.pem",
                                                "p256.rfc1421-3des.sec1.pem",
                                                "p256.hybrid.sec1.pem",
                                                "p256.with-public.pkcs8.pem",
                                                "p256.no-public.sec1.der",
                                                "p256.compressed.sec1.pem",
                                                "p256.with-parameters.sec1.pem"};
const std::vector<std::string> kPublicFiles = {"p256.pub.pem", "p256.pub.der", "p256.compressed.pub.pem",
                                               "p256.hybrid.pub.pem"};

const std::vector<Case> kRefusedPrivate = {
    {"p256.pub.pem", "expected a private key, found a public one"},
    {"refused.p384.sec1.pem", "found curve secp384r1 (P-384)"},
    {"refused.p384.pkcs8.pem", "found curve secp384r1 (P-384)"},
    {"refused.secp256k1.sec1.pem", "found curve secp256k1"},
    {"refused.explicit.sec1.pem", "expected the curve by name, found explicit parameters"},
    {"refused.ed25519.pem", "found a key for algorithm Ed25519"},
    {"refused.rsa.pkcs8.pem", "expected an ECDSA key on P-256 (prime256v1), found an RSA key"},
    {"refused.rsa.pkcs1.pem", "found an RSA or DSA key"},
    {"refused.certificate.pem", "found a certificate; take its key out with 'openssl x509"},
    {"refused.certificate.der", "found a certificate; take its key out with 'openssl x509"},
    {"refused.request.pem", "found a certificate request; take its key out with 'openssl req"},
    {"refused.request.der", "found a certificate request; take its key out with 'openssl req"},
    {"refused.pkcs12.p12", "found a PKCS#12 container"},
    {"refused.openssh", "found an OpenSSH private key"},
    {"refused.openssh.pub", "found an OpenSSH public key"},
    {"refused.utf16.pem", "found UTF-16 text"},
    {"refused.backslash.pem", "found its line breaks written as a backslash and n"},
    {"refused.one-line.pem", "found its line breaks lost"},
    {"refused.bare-base64.txt", "found base64 without BEGIN and END lines"},
    {"refused.other-public.pem", "expected the public key of this private key"},
    {"refused.two-public-keys.pem", "found 2 keys in one file"},
    {"refused.two-keys.pem", "found 2 keys in one file"},
    {"refused.rfc1421-camellia.sec1.pem", "found another cipher in DEK-Info"},
    {"refused.pkcs12-pbe.pem", "found scheme 1.2.840.113549.1.12.1.3"},
    {"refused.cipher.pem", "found another cipher or PRF"},
    {"refused.iterations.pem", "expected 1 to 10000000 PBKDF2 iterations"},
};

const std::vector<Case> kRefusedPublic = {
    {"refused.p384.pub.pem", "found curve secp384r1 (P-384)"},
    {"refused.explicit.pub.pem", "expected the curve by name, found explicit parameters"},
    {"refused.rsa.pub.pem", "found an RSA key"},
    {"refused.certificate.pem", "'openssl x509 -noout -pubkey'"},
};

std::vector<std::uint8_t> text(std::string_view content) { return {content.begin(), content.end()}; }

// The offset at which `needle` begins in `bytes`.
std::size_t offset_of(const std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> needle) {
  const auto found = std::search(bytes.begin(), bytes.end(), needle.begin(), needle.end());
  REQUIRE(found != bytes.end());
  return static_cast<std::size_t>(found - bytes.begin());
}

TEST_CASE("PrivateKey: every accepted file form gives the same key") {
  for (const std::string& file : kPrivateFiles) {
    CAPTURE(file);
    const auto key = PrivateKey::load(key_file(file), file, kPassphrase);
    REQUIRE_MESSAGE(key.has_value(), key.error().message);
    CHECK(same_bytes(key->public_key().point(), rfc6979_point()));
    CHECK(same_bytes(key->to_sec1_der(), key_file("p256.sec1.der")));
  }
}

TEST_CASE("PublicKey: public files and the public part of private files give the same key") {
  std::vector<std::string> files = kPublicFiles;
  files.insert(files.end(), kPrivateFiles.begin(), kPrivateFiles.end());
  for (const std::string& file : files) {
    CAPTURE(file);
    const auto key = PublicKey::load(key_file(file), file, kPassphrase);
    REQUIRE_MESSAGE(key.has_value(), key.error().message);
    CHECK(same_bytes(key->point(), rfc6979_point()));
  }
}

TEST_CASE("PublicKey: key id and SubjectPublicKeyInfo equal openssl's") {
  const PublicKey key = rfc6979_key().public_key();
  CHECK(same_bytes(key.spki_der(), key_file("p256.pub.der")));
  CHECK(same_bytes(key.key_id(), from_hex(test::read_text("tests/data/keys/p256.key-id.txt"))));
  CHECK(key.to_pem() == test::read_text("tests/data/keys/p256.pub.pem"));
}

TEST_CASE("PublicKey: imgtool's keys load, and their key ids are the key hashes in its images") {
  const auto image = test::read_bytes("tests/data/mcuboot-vectors/plain-h20.bin");
  const auto key = PublicKey::load(test::read_bytes("tests/data/mcuboot-vectors/release.pub.pem"), "release.pub.pem");
  const auto private_key = PrivateKey::load(test::read_bytes("tests/data/mcuboot-vectors/release.pem"), "release.pem");
  REQUIRE(key.has_value());
  REQUIRE(private_key.has_value());
  CHECK(private_key->public_key() == *key);
  offset_of(image, key->key_id());
}

TEST_CASE("PrivateKey: each unsuitable file is refused by a message of its own") {
  for (const Case& refused : kRefusedPrivate) {
    CAPTURE(refused.file);
    const auto key = PrivateKey::load(key_file(refused.file), refused.file, kPassphrase);
    check_error(key, ErrorCode::kKey, refused.said);
    CHECK(key.error().message.starts_with(refused.file + ": "));
  }
}

TEST_CASE("PublicKey: each unsuitable file is refused by a message of its own") {
  for (const Case& refused : kRefusedPublic) {
    CAPTURE(refused.file);
    check_error(PublicKey::load(key_file(refused.file), refused.file), ErrorCode::kKey, refused.said);
  }
}

TEST_CASE("PrivateKey: an encrypted key without a passphrase is told apart from one with a wrong passphrase") {
  for (const std::string file :
       {"p256.encrypted.pem", "p256.encrypted.der", "p256.encrypted-sha1.pem", "p256.encrypted-scrypt.pem",
        "p256.encrypted-3des.pem", "p256.rfc1421-aes.sec1.pem", "p256.rfc1421-3des.sec1.pem"}) {
    CAPTURE(file);
    check_error(PrivateKey::load(key_file(file), file), ErrorCode::kKey, "is encrypted and no passphrase was given");
    check_error(PrivateKey::load(key_file(file), file, "wrong horse"), ErrorCode::kKey, "wrong passphrase");
    check_error(PrivateKey::load(key_file(file), file, ""), ErrorCode::kKey, "wrong passphrase");
    check_error(PublicKey::load(key_file(file), file), ErrorCode::kKey, "is encrypted and no passphrase was given");
  }
}

TEST_CASE("PrivateKey: a wrong passphrase is named as such even where its noise ends in valid padding") {
  const auto file = rfc6979_key().to_encrypted_pem(kPassphrase, 1);
  REQUIRE(file.has_value());
  const auto der = mbedtls::pem_decode(mbedtls::pem_blocks(*file).front(), "key.pem", std::nullopt);
  REQUIRE(der.has_value());
  int guess = 0;  // about one guess in 256 will do
  while (guess < 100'000 && !mbedtls::pbes2_decrypt(*der, "key.pem", std::to_string(guess))) ++guess;
  REQUIRE(guess < 100'000);
  check_error(PrivateKey::load(*file, "key.pem", std::to_string(guess)), ErrorCode::kKey, "wrong passphrase");
}

TEST_CASE("PrivateKey: a passphrase that is not needed is ignored") {
  CHECK(PrivateKey::load(key_file("p256.pkcs8.pem"), "p256.pkcs8.pem", "anything").has_value());
}

TEST_CASE("PrivateKey: files that hold no key at all are refused") {
  check_error(PrivateKey::load({}, "empty.pem"), ErrorCode::kKey, "found an empty file");
  check_error(PrivateKey::load(text("hello"), "note.txt"), ErrorCode::kKey, "found neither, or a damaged file");
  check_error(PrivateKey::load(std::vector<std::uint8_t>(64 * 1024 + 1, 0x30), "large.bin"), ErrorCode::kKey,
              "found 65537 bytes");
  check_error(PrivateKey::load(text("-----BEGIN PRIVATE KEY-----\nMIGH"), "cut.pem"), ErrorCode::kKey,
              "damaged or truncated block");
  check_error(PrivateKey::load(text("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n"), "bad.pem"),
              ErrorCode::kKey, "damaged or truncated block");
}

TEST_CASE("PrivateKey: zero and the group order are refused as private numbers") {
  auto file = key_file("p256.no-public.sec1.der");
  const std::size_t at = offset_of(file, rfc6979_scalar());
  const auto order = from_hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
  for (const auto& scalar : {std::vector<std::uint8_t>(kScalarSizeBytes, 0), order}) {
    std::copy(scalar.begin(), scalar.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
    check_error(PrivateKey::load(file, "key.der"), ErrorCode::kKey, "expected a number from 1 to the order of P-256");
  }
}

TEST_CASE("PrivateKey: a public part of another key is refused, compressed or not") {
  const PublicKey other = other_public_key();
  auto file = key_file("p256.pkcs8.der");
  std::copy(other.point().begin(), other.point().end(),
            file.begin() + static_cast<std::ptrdiff_t>(offset_of(file, rfc6979_point())));
  check_error(PrivateKey::load(file, "key.der"), ErrorCode::kKey, "expected the public key of this private key");

  // The same x with the other y: only the format byte differs.
  auto inner = from_hex("A1240322000260FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6");
  file = key_file("p256.no-public.sec1.der");
  file.insert(file.end(), inner.begin(), inner.end());
  file[1] = static_cast<std::uint8_t>(file.size() - 2);
  check_error(PrivateKey::load(file, "key.der"), ErrorCode::kKey, "expected the public key of this private key");
  file[file.size() - 33] = 0x03;
  CHECK(PrivateKey::load(file, "key.der").has_value());
}

TEST_CASE("PublicKey: a point off the curve and the point at infinity are refused") {
  auto file = key_file("p256.pub.der");
  file.back() ^= 1U;
  check_error(PublicKey::load(file, "key.der"), ErrorCode::kKey, "not on the curve");
  check_error(PublicKey::from_point(std::array<std::uint8_t, kPointSizeBytes>{}), ErrorCode::kKey, "not on the curve");
  const auto infinity = from_hex("3019301306072A8648CE3D020106082A8648CE3D03010703020000");
  check_error(PublicKey::load(infinity, "key.der"), ErrorCode::kKey, "not on the curve");
}

// A DER file whose outer SEQUENCE, of under 128 bytes, got one more element at its end.
std::vector<std::uint8_t> with_extra_element(const std::string& file) {
  auto bytes = key_file(file);
  REQUIRE(bytes[1] < 0x7D);
  bytes.insert(bytes.end(), {0x05, 0x00});  // NULL
  bytes[1] = static_cast<std::uint8_t>(bytes[1] + 2);
  return bytes;
}

TEST_CASE("Keys: an element too many inside the structure is refused") {
  check_error(PublicKey::load(with_extra_element("p256.pub.der"), "key.der"), ErrorCode::kKey,
              "expected the public point as the last field");
  for (const std::string file : {"p256.sec1.der", "p256.no-public.sec1.der"}) {
    check_error(PrivateKey::load(with_extra_element(file), file), ErrorCode::kKey, "expected an ECPrivateKey");
  }
  auto pkcs8 = key_file("p256.pkcs8.der");  // a byte after the ECPrivateKey, inside the OCTET STRING around it
  pkcs8.push_back(0);
  const std::size_t outer_size_at = 2;
  const std::size_t inner_size_at = 28;
  REQUIRE(pkcs8[inner_size_at] == 0x6D);
  ++pkcs8[outer_size_at];
  ++pkcs8[inner_size_at];
  check_error(PrivateKey::load(pkcs8, "key.der"), ErrorCode::kKey, "expected an ECPrivateKey");
}

TEST_CASE("PrivateKey: a SEC1 key of another version, or without a curve is refused") {
  auto file = key_file("p256.no-public.sec1.der");
  const std::size_t version_at = 4;
  file[version_at] = 2;
  check_error(PrivateKey::load(file, "key.der"), ErrorCode::kKey, "expected an ECPrivateKey");
  const std::string scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
  check_error(PrivateKey::load(from_hex("3025"
                                        "020101"
                                        "0420" +
                                        scalar),
                               "key.der"),
              ErrorCode::kKey, "expected the name of a curve");
}

// A SEC1 key with the private number as it stands in `hex`, for up to 60 bytes.
std::vector<std::uint8_t> sec1_with_number(const std::string& hex) {
  std::vector<std::uint8_t> number = from_hex(hex);
  std::vector<std::uint8_t> file = {0x30, static_cast<std::uint8_t>(number.size() + 17), 0x02, 0x01, 0x01,
                                    0x04, static_cast<std::uint8_t>(number.size())};
  file.insert(file.end(), number.begin(), number.end());
  const auto curve = from_hex("A00A06082A8648CE3D030107");
  file.insert(file.end(), curve.begin(), curve.end());
  return file;
}

TEST_CASE("PrivateKey: the number may lack leading zeros or have too many, as openssl reads it") {
  const std::string digits = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F67";  // 31 bytes
  const auto whole = PrivateKey::load(sec1_with_number("00" + digits), "key.der");
  REQUIRE(whole.has_value());
  for (const std::string zeros : {"", "0000", "00000000"}) {
    const auto key = PrivateKey::load(sec1_with_number(zeros + digits), "key.der");
    REQUIRE(key.has_value());
    CHECK(key->to_sec1_der() == whole->to_sec1_der());
  }
  CHECK(PrivateKey::load(sec1_with_number("01"), "key.der").has_value());
  check_error(PrivateKey::load(sec1_with_number("01" + digits + "00" + "00"), "key.der"), ErrorCode::kKey,
              "a private number of at most 32 bytes");
  check_error(PrivateKey::load(sec1_with_number(""), "key.der"), ErrorCode::kKey, "a number from 1 to the order");
}

TEST_CASE("PublicKey: a hybrid point whose format and y disagree is refused, as openssl refuses it") {
  auto file = key_file("p256.pub.der");
  std::uint8_t& format = file[file.size() - kPointSizeBytes - 1];
  REQUIRE(format == 0x04);
  format = 0x07;
  CHECK(PublicKey::load(file, "key.der").has_value());
  format = 0x06;
  check_error(PublicKey::load(file, "key.der"), ErrorCode::kKey, "not on the curve");
}

TEST_CASE("PEM: blanks, empty lines, line ends and lines of any length make no difference") {
  const std::string plain = test::read_text("tests/data/keys/p256.pkcs8.pem");
  const std::size_t body = plain.find('\n') + 1;
  const std::size_t end = plain.find("-----END");
  std::string joined = plain.substr(body, end - body);
  std::erase(joined, '\n');
  std::string old_line_ends = plain;
  std::replace(old_line_ends.begin(), old_line_ends.end(), '\n', '\r');
  const std::vector<std::string> variants = {
      plain.substr(0, body) + joined + "\n" + plain.substr(end),
      plain.substr(0, body) + "\n  " + joined.substr(0, 5) + " \n\n\t" + joined.substr(5) + "\n\n" + plain.substr(end),
      "Bag Attributes\n    friendlyName: key\n" + plain + "trailing words\n",
      "\xEF\xBB\xBF" + plain,
      plain.substr(0, plain.size() - 1),
      old_line_ends,
  };
  for (const std::string& variant : variants) {
    CAPTURE(variant);
    const auto key = PrivateKey::load(text(variant), "key.pem");
    REQUIRE_MESSAGE(key.has_value(), key.error().message);
    CHECK(same_bytes(key->public_key().point(), rfc6979_point()));
  }
}

TEST_CASE("Key files: a private key is told from a public one, whatever wraps it") {
  for (const std::string& file : kPrivateFiles) CHECK_MESSAGE(holds_private_key(key_file(file)), file);
  for (const std::string& file : kPublicFiles) CHECK_FALSE_MESSAGE(holds_private_key(key_file(file)), file);
  CHECK_FALSE(holds_private_key(text("words")));
}

TEST_CASE("PublicKey: a point in a bit string with unused bits is refused") {
  auto file = key_file("p256.pub.der");
  const std::size_t unused_bits_at = file.size() - kPointSizeBytes - 2;
  REQUIRE(file[unused_bits_at] == 0);
  file[unused_bits_at] = 1;
  check_error(PublicKey::load(file, "key.der"), ErrorCode::kKey, "expected the public point as the last field");
}

// Damage is refused with the right class, or gives the same key if the byte has no meaning.
void check_damaged(const std::vector<std::uint8_t>& bytes) {
  const auto key = PrivateKey::load(bytes, "key", kPassphrase);
  if (key) {
    CHECK(same_bytes(key->public_key().point(), rfc6979_point()));
  } else {
    CHECK(key.error().code == ErrorCode::kKey);
  }
}

TEST_CASE("PrivateKey: a file cut anywhere is refused") {
  for (const std::string file : {"p256.sec1.der", "p256.pkcs8.der", "p256.encrypted.der"}) {
    const auto whole = key_file(file);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(file);
      CAPTURE(size);
      const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto key = PrivateKey::load(cut, file, kPassphrase);
      REQUIRE_FALSE(key.has_value());
      CHECK(key.error().code == ErrorCode::kKey);
    }
  }
}

TEST_CASE("PrivateKey: bytes after the key are refused") {
  for (const std::string file : {"p256.sec1.der", "p256.pkcs8.der", "p256.encrypted.der"}) {
    auto bytes = key_file(file);
    bytes.push_back(0);
    check_error(PrivateKey::load(bytes, file, kPassphrase), ErrorCode::kKey, "a damaged file");
  }
}

TEST_CASE("PrivateKey: a change of any byte ends in a refusal or in the same key") {
  for (const std::string file : {"p256.sec1.der", "p256.pkcs8.der", "p256.sec1.pem", "p256.pkcs8.pem"}) {
    auto bytes = key_file(file);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const unsigned change : {0x01U, 0x80U}) {
        CAPTURE(file);
        CAPTURE(at);
        CAPTURE(change);
        bytes[at] ^= static_cast<std::uint8_t>(change);
        check_damaged(bytes);
        bytes[at] ^= static_cast<std::uint8_t>(change);
      }
    }
  }
}

TEST_CASE("PrivateKey: a change of any byte around an encrypted key ends in a refusal or in the same key") {
  auto bytes = key_file("p256.encrypted.der");
  for (std::size_t at = 0; at < bytes.size(); at += 1) {
    CAPTURE(at);
    bytes[at] ^= 0x01U;
    check_damaged(bytes);
    bytes[at] ^= 0x01U;
  }
}

TEST_CASE("PublicKey: a change of any byte is refused") {
  auto bytes = key_file("p256.pub.der");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (unsigned change = 1; change < 256; change <<= 1U) {
      CAPTURE(at);
      CAPTURE(change);
      bytes[at] ^= static_cast<std::uint8_t>(change);
      const auto key = PublicKey::load(bytes, "key.der");
      bytes[at] ^= static_cast<std::uint8_t>(change);
      REQUIRE_FALSE(key.has_value());
      CHECK(key.error().code == ErrorCode::kKey);
    }
  }
}

}  // namespace
}  // namespace switchback::signer
