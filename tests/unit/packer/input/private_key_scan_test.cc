// Private keys are found wherever they stand in a file, and only private keys.
#include "packer/input/private_key_scan.h"

#include <doctest/doctest.h>

#include <string>

#include "host/text.h"
#include "packer/input/input.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using namespace std::string_literals;

std::optional<std::size_t> find(const std::string& text) { return find_private_key(host::as_bytes(text)); }

std::string base64(const std::string& bytes) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = (group << 8) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (int shift = 18; shift >= 0; shift -= 6) text += digits[(group >> shift) & 63];
    if ((i + 3) % 48 == 0) text += "\n";
  }
  return text;
}

std::string pem(const std::string& label, const std::string& der) {
  return "-----BEGIN " + label + "-----\n" + base64(der) + "\n-----END " + label + "-----\n";
}

const std::string kScalar(32, '\x5a');
const std::string kEcAlgorithm =
    "\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"s;

// Structures with a number that is nobody's.
const std::string kSec1 = "\x30\x77\x02\x01\x01\x04\x20"s + kScalar + std::string(80, '\x11');
const std::string kSec1Short = "\x30\x25\x02\x01\x01\x04\x20"s + kScalar;
const std::string kPkcs8 = "\x30\x41\x02\x01\x00"s + kEcAlgorithm + "\x04\x27\x30\x25\x02\x01\x01\x04\x20"s + kScalar;
const std::string kEd25519 = "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"s + kScalar;
const std::string kRsa =
    "\x30\x82\x01\x3b\x02\x01\x00\x02\x41\x00"s + std::string(64, '\x77') + "\x02\x03\x01\x00\x01"s;
const std::string kPbes2 = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"s;
const std::string kEncrypted = "\x30\x40\x30\x0d"s + kPbes2 + "\x30\x00\x04\x2f"s + std::string(47, '\x33');
const std::string kPkcs12 = "\x30\x82\x02\x00\x02\x01\x03\x30\x82\x01\xc6\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"s;

std::vector<std::string> ders() { return {kSec1, kSec1Short, kPkcs8, kEd25519, kRsa, kEncrypted, kPkcs12}; }

}  // namespace

TEST_CASE("Private keys: DER is found at any place") {
  testing::Random random(20240501);
  for (const std::string& der : ders()) {
    CAPTURE(der.size());
    CHECK(find(der) == 0u);
    const testing::Buffer before = testing::random_bytes(random, 1001);
    CHECK(find(std::string(before.begin(), before.end()) + der + "behind") == 1001u);
  }
}

TEST_CASE("Private keys: PEM is found at any place, whatever its label") {
  const std::string text = "# settings\nkey: ";
  for (const std::string& der : ders()) {
    CAPTURE(der.size());
    CHECK(find(text + pem("PRIVATE KEY", der)) == text.size());
    CHECK(find(text + pem("EC PRIVATE KEY", der) + "more") == text.size());
    CHECK(find(pem("KEY", der)) == 0u);
  }
}

TEST_CASE("Private keys: PEM in source text, on one line, in UTF-16 and cut short is found") {
  const std::string key = pem("PRIVATE KEY", kPkcs8);
  std::string quoted, escaped, one_line, wide;
  for (const char c : key) {
    quoted += c == '\n' ? "\\n\"\n  \""s : std::string(1, c);
    escaped += c == '\n' ? "\\n"s : std::string(1, c);
    one_line += c == '\n' ? "\\r\\n"s : std::string(1, c);
    wide += c + "\0"s;
  }
  CHECK(find("const char key[] = \"" + quoted).has_value());
  CHECK(find("KEY='" + escaped + "'").has_value());
  CHECK(find(one_line).has_value());
  CHECK(find("\xff\xfe" + wide) == 2u);
  CHECK(find(key.substr(0, key.find("-----END"))).has_value());
  CHECK(find(key.substr(0, 100)).has_value());
}

TEST_CASE("Private keys: base64 without the lines around it, and quoted PEM, are found") {
  for (const std::string& der : ders()) {
    CAPTURE(der.size());
    CHECK(find("key = " + base64(der)) == 6u);
  }
  std::string quoted = "> ";
  for (const char c : pem("PRIVATE KEY", kPkcs8)) quoted += c == '\n' ? "\n> "s : std::string(1, c);
  CHECK(find(quoted) == 2u);
}

TEST_CASE("Private keys: other formats with a label of their own are found") {
  const std::string vector = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n";
  CHECK(find("-----BEGIN EC PRIVATE KEY-----\n" + vector + base64(std::string(48, '\x9c'))) == 0u);
  CHECK(find(pem("OPENSSH PRIVATE KEY", "openssh-key-v1\0\0\0\0\4none"s)) == 0u);
  CHECK(find(pem("PGP PRIVATE KEY BLOCK", std::string(64, '\x95'))) == 0u);
  CHECK(find("PuTTY-User-Key-File-3: ecdsa\nPrivate-Lines: 1\nAAAA\n") == 0u);
}

TEST_CASE("Private keys: the words that parsers of keys hold are no key") {
  // As they stand in a program: strings with zeros between them.
  const std::string words =
      "-----BEGIN EC PRIVATE KEY-----\0-----END EC PRIVATE KEY-----\0-----BEGIN PRIVATE KEY-----\0"
      "Proc-Type: 4,ENCRYPTED\0DEK-Info: DES-EDE3-CBC,\0DEK-Info: AES-\0-----BEGIN ENCRYPTED PRIVATE KEY-----\0"
      "Memory allocation of that many bytes failed for the whole object\0openssh-key-v1\0PuTTY-User-Key-File-\0"s;
  CHECK_FALSE(find(words).has_value());
}

TEST_CASE("Private keys: public keys, certificates, requests and other DER are none") {
  const std::string spki = "\x30\x59"s + kEcAlgorithm + "\x03\x42\x00\x04"s + std::string(64, '\x66');
  CHECK_FALSE(find(spki).has_value());
  CHECK_FALSE(find(pem("PUBLIC KEY", spki)).has_value());
  CHECK_FALSE(find(base64(spki)).has_value());
  // A signature; a certificate of version 1; a certificate request; a message of SNMP.
  CHECK_FALSE(find("\x30\x44\x02\x20"s + std::string(32, '\x44') + "\x02\x20"s + std::string(32, '\x55')).has_value());
  const std::string name = "\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x0c\x04test"s;
  CHECK_FALSE(find("\x30\x70\x30\x60\x02\x01\x01"s + kEcAlgorithm + name + std::string(64, '\x20')).has_value());
  CHECK_FALSE(find("\x30\x70\x30\x60\x02\x01\x00"s + name + kEcAlgorithm + std::string(64, '\x20')).has_value());
  CHECK_FALSE(find("\x30\x26\x02\x01\x01\x04\x06public\xa0\x19"s + std::string(30, '\x02')).has_value());
}

TEST_CASE("Private keys: random bytes and code hold none") {
  testing::Random random(20240501);
  for (int round = 0; round < 20; ++round) {
    CHECK_FALSE(find_private_key(testing::random_bytes(random, 65536)).has_value());
    CHECK_FALSE(find_private_key(testing::code_like(random, 65536)).has_value());
  }
}

TEST_CASE("Private keys: structures cut at any byte are found or not, never a crash") {
  for (const std::string& der : ders()) {
    for (std::size_t size = 0; size < der.size(); ++size) {
      (void)find(der.substr(0, size));
      (void)find(pem("PRIVATE KEY", der.substr(0, size)).substr(0, 30 + size));
    }
    CHECK_FALSE(find(der.substr(0, 4)).has_value());
  }
}

TEST_CASE("Private keys: firmware that holds one is refused, even as a raw binary") {
  const std::string file = "\x01\x02\x03"s + kPkcs8;
  for (const auto format : {std::optional<InputFormat>(), std::optional(InputFormat::kBinary)}) {
    const auto firmware = read_firmware(host::as_bytes(file), 0xff, format);
    REQUIRE_FALSE(firmware.has_value());
    CHECK(firmware.error().code == ErrorCode::kFormat);
    CHECK(firmware.error().message ==
          "expected firmware without keys, found a private key at byte 3; an image is public: remove the key, and if "
          "the file "
          "has left your hands, replace the key wherever it is used");
  }
  // 30 25 02 01 01 04 20 and 32 bytes of 5a, as one S-record.
  std::string text = "S12A00003025020101042";
  text += "0";
  for (int i = 0; i < 32; ++i) text += "5A";
  text += "18\nS9030000FC\n";
  CHECK(read_firmware(host::as_bytes(text), 0xff).error().message.find("private key at byte 0") != std::string::npos);
}

}  // namespace switchback::packer
