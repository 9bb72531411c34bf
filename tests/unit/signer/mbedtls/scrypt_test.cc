// scrypt against the published vectors (RFC 7914 section 12; the last one takes 1 GB, and is left
// out), and its limits.
#include "signer/mbedtls/scrypt.h"
#include "tests/unit/signer/fixtures.h"

namespace switchback::signer {
namespace {

using mbedtls::is_affordable;
using mbedtls::scrypt;
using mbedtls::ScryptCost;

std::vector<std::uint8_t> derive(std::string_view passphrase, std::string_view salt, const ScryptCost& cost) {
  const std::vector<std::uint8_t> bytes(salt.begin(), salt.end());
  const auto key = scrypt(passphrase, bytes, cost, 64);
  REQUIRE(key.has_value());
  return {key->begin(), key->end()};
}

TEST_CASE("scrypt: RFC 7914, empty passphrase and salt, N 16, r 1, p 1") {
  CHECK(derive("", "", {16, 1, 1}) == from_hex("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                                               "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"));
}

TEST_CASE("scrypt: RFC 7914, 'password' and 'NaCl', N 1024, r 8, p 16") {
  CHECK(derive("password", "NaCl", {1024, 8, 16}) ==
        from_hex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                 "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"));
}

TEST_CASE("scrypt: RFC 7914, 'pleaseletmein' and 'SodiumChloride', N 16384, r 8, p 1") {
  CHECK(derive("pleaseletmein", "SodiumChloride", {16384, 8, 1}) ==
        from_hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                 "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"));
}

TEST_CASE("scrypt: parameters outside the standard, and such as take too much, are refused") {
  for (const ScryptCost cost :
       {ScryptCost{0, 8, 1}, ScryptCost{1, 8, 1}, ScryptCost{3, 8, 1}, ScryptCost{16, 0, 1}, ScryptCost{16, 8, 0},
        ScryptCost{0x80000000, 0xffffffff, 0xffffffff}, ScryptCost{1U << 18, 16, 1}, ScryptCost{2, 1, 1U << 24}}) {
    CAPTURE(cost.n);
    CHECK_FALSE(is_affordable(cost));
    CHECK_FALSE(scrypt("x", {}, cost, 64).has_value());
  }
  CHECK(is_affordable({16384, 8, 1}));
  CHECK(is_affordable({1U << 17, 8, 1}));
}

}  // namespace
}  // namespace switchback::signer
