// Keys and signatures against the openssl command line, in both directions.
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signer/keys/key_header.h"
#include "signer/signing/detached.h"
#include "signer/signing/file_key_backend.h"
#include "tests/support/scratch.h"

namespace switchback::signer {
namespace {

using test::Scratch;

constexpr std::string_view kPassphrase = "correct horse";

// Loads `file`, and compares its public key and key id with those that openssl derives from
// `original`.
void check_loads(const Scratch& scratch, const std::string& file, const std::string& original) {
  scratch.run("openssl pkey -in " + original + " -pubout -outform DER -out expected.der");
  scratch.run("openssl dgst -sha256 -binary -out expected.id expected.der");
  const auto key = PrivateKey::load(scratch.bytes(file), file, kPassphrase);
  REQUIRE_MESSAGE(key.has_value(), key.error().message);
  const SpkiDer spki = key->public_key().spki_der();
  const KeyId& id = key->public_key().key_id();
  CHECK(std::vector(spki.begin(), spki.end()) == scratch.bytes("expected.der"));
  CHECK(std::vector(id.begin(), id.end()) == scratch.bytes("expected.id"));
}

PrivateKey generated() {
  auto key = PrivateKey::generate();
  REQUIRE(key.has_value());
  return std::move(*key);
}

TEST_CASE("openssl: SEC1 and PKCS#8 keys that it makes load, PEM and DER") {
  const Scratch scratch;
  for (int i = 0; i < 20; ++i) {
    scratch.run("openssl ecparam -name prime256v1 -genkey -out sec1.pem");  // with an EC PARAMETERS block
    scratch.run("openssl ec -in sec1.pem -outform DER -out sec1.der");
    scratch.run("openssl pkcs8 -topk8 -nocrypt -in sec1.pem -out pkcs8.pem");
    scratch.run("openssl pkcs8 -topk8 -nocrypt -in sec1.pem -outform DER -out pkcs8.der");
    for (const char* file : {"sec1.pem", "sec1.der", "pkcs8.pem", "pkcs8.der"}) check_loads(scratch, file, "sec1.pem");
  }
  scratch.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out genpkey.pem");
  check_loads(scratch, "genpkey.pem", "genpkey.pem");
}

TEST_CASE("openssl: encrypted PKCS#8 keys that it makes load, whatever PRF and CBC cipher") {
  const Scratch scratch;
  scratch.run("openssl ecparam -name prime256v1 -genkey -noout -out key.pem");
  const std::string encrypt = "openssl pkcs8 -topk8 -in key.pem -passout 'pass:" + std::string(kPassphrase) + "' ";
  for (const char* options :
       {"", "-v2 aes-256-cbc -v2prf hmacWithSHA256", "-v2 aes-128-cbc -v2prf hmacWithSHA1",
        "-v2 aes-192-cbc -iter 100000", "-outform DER", "-v2 aes-256-cbc -v2prf hmacWithSHA224",
        "-v2 aes-256-cbc -v2prf hmacWithSHA384", "-v2 aes-256-cbc -v2prf hmacWithSHA512", "-v2 des3", "-scrypt",
        "-scrypt -v2 aes-128-cbc", "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 2 -outform DER"}) {
    CAPTURE(options);
    scratch.run(encrypt + options + " -out encrypted");
    check_loads(scratch, "encrypted", "key.pem");
  }
}

TEST_CASE("openssl: PEM that it encrypts as in RFC 1421 loads") {
  const Scratch scratch;
  scratch.run("openssl ecparam -name prime256v1 -genkey -noout -out key.pem");
  for (const char* cipher : {"-aes128", "-aes192", "-aes256", "-des3"}) {
    CAPTURE(cipher);
    scratch.run("openssl ec -in key.pem -passout 'pass:" + std::string(kPassphrase) + "' " + cipher +
                " -out encrypted");
    CHECK(scratch.text("encrypted").find("DEK-Info:") != std::string::npos);
    check_loads(scratch, "encrypted", "key.pem");
  }
}

TEST_CASE("openssl: it reads every form that is written here") {
  const Scratch scratch;
  const std::string check =
      "openssl pkey -check -pubout -out public.pem -passin 'pass:" + std::string(kPassphrase) + "' -in ";
  const PrivateKey key = generated();
  const auto encrypted = key.to_encrypted_pem(kPassphrase);  // with the iteration count that users get
  REQUIRE(encrypted.has_value());
  scratch.write("pkcs8.pem", key.to_pkcs8_pem());
  scratch.write("sec1.pem", key.to_sec1_pem());
  scratch.write("encrypted.pem", *encrypted);
  scratch.write("pkcs8.der", key.to_pkcs8_der());
  scratch.write("sec1.der", key.to_sec1_der());
  for (const std::string file : {"pkcs8.pem", "sec1.pem", "encrypted.pem", "pkcs8.der", "sec1.der"}) {
    CAPTURE(file);
    scratch.run(check + file);
    CHECK(scratch.text("public.pem").ends_with(key.public_key().to_pem()));
  }
  CHECK_FALSE(scratch.succeeds("openssl pkey -passin pass:wrong -in encrypted.pem"));
}

TEST_CASE("openssl: it reads the public key in both forms") {
  const Scratch scratch;
  const PublicKey key = generated().public_key();
  scratch.write("public.pem", key.to_pem());
  scratch.write("public.der", key.spki_der());
  scratch.run("openssl pkey -pubin -pubcheck -in public.pem");
  scratch.run("openssl pkey -pubin -in public.der -inform DER -out again.pem");
  CHECK(scratch.text("again.pem") == key.to_pem());
}

TEST_CASE("openssl: it accepts detached signatures made here, and only over the same content") {
  const Scratch scratch;
  FileKeyBackend backend(generated());
  const std::string content = "{\"release\": \"1.1.0\"}\n";
  const auto signature =
      sign_detached(backend, Purpose::kFile, std::vector<std::uint8_t>(content.begin(), content.end()));
  REQUIRE(signature.has_value());
  scratch.write("public.pem", backend.public_key().to_pem());
  scratch.write("content", content);
  scratch.write("signature", *signature);
  const std::string verify =
      "(printf 'switchback-file-v1\\n'; cat content) | openssl dgst -sha256 -verify public.pem -signature signature";
  scratch.run(verify);
  scratch.write("content", content + " ");
  CHECK_FALSE(scratch.succeeds(verify));
}

TEST_CASE("openssl: detached signatures that it makes are accepted here") {
  const Scratch scratch;
  scratch.run("openssl ecparam -name prime256v1 -genkey -noout -out key.pem");
  scratch.run("openssl pkey -in key.pem -pubout -out public.pem");
  const auto key = PublicKey::load(scratch.bytes("public.pem"), "public.pem");
  REQUIRE(key.has_value());
  for (int i = 0; i < 20; ++i) {
    scratch.run(
        "(printf 'switchback-release-v1\\n'; cat public.pem) | openssl dgst -sha256 -sign key.pem -out signature");
    CHECK(
        verify_detached(*key, Purpose::kRelease, scratch.bytes("public.pem"), scratch.bytes("signature")).has_value());
  }
}

TEST_CASE("Key header: a C++ compiler reads it without a standard library, and finds the openssl key id in it") {
  const Scratch scratch;
  const PublicKey key = generated().public_key();
  const auto header =
      to_cpp_header(std::vector<NamedKey>{{.name = "release", .key = key}, {.name = "spare", .key = key}});
  REQUIRE(header.has_value());
  scratch.write("keys.h", *header);
  scratch.write("spki.der", key.spki_der());
  scratch.run("openssl dgst -sha256 -binary spki.der | od -An -v -tu1 | tr -s ' \\n' ',' | sed 's/^,//' >id.inc");
  const std::string_view program =
      "#include \"keys.h\"\n#include \"keys.h\"\n"
      "constexpr unsigned char kWanted[] = {\n#include \"id.inc\"\n};\n"
      "static_assert(sizeof kWanted == 32 && sizeof switchback::keys::spare_point == 64);\n"
      "constexpr bool same() {\n  for (int i = 0; i < 32; ++i)\n"
      "    if (kWanted[i] != switchback::keys::release_key_id[i]) return false;\n  return true;\n}\n"
      "static_assert(same());\n";
  scratch.write("check.cc", program);
  scratch.run("c++ -std=c++20 -ffreestanding -fsyntax-only -Wall -Wextra -Wpedantic -Werror check.cc");
}

}  // namespace
}  // namespace switchback::signer
