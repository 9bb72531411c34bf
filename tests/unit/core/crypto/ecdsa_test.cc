#include "core/crypto/ecdsa.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/crypto/sha256.h"
#include "tests/unit/core/artefact.h"

namespace switchback::crypto {
namespace {

using testing::Buffer;

Buffer from_hex(const std::string& text) {
  Buffer out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return out;
}

// RFC 6979, A.2.5: P-256, SHA-256, message "sample".
const Buffer kPoint = from_hex(
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const Buffer kR = from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
const Buffer kS = from_hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
const Buffer kOrder = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const Digest kDigest = sha256(Buffer{'s', 'a', 'm', 'p', 'l', 'e'});

Buffer integer(const Buffer& value) {
  const bool negative = (value.front() & 0x80) != 0;
  Buffer out = {0x02, static_cast<std::uint8_t>(value.size() + negative)};
  if (negative) out.push_back(0);
  for (const std::uint8_t byte : value) out.push_back(byte);
  return out;
}

Buffer sequence(const Buffer& r, const Buffer& s) {
  Buffer out = {0x30, static_cast<std::uint8_t>(r.size() + s.size())};
  out.insert(out.end(), r.begin(), r.end());
  out.insert(out.end(), s.begin(), s.end());
  return out;
}

Status verify(const Buffer& signature, const Buffer& point = kPoint, const Digest& digest = kDigest) {
  Scalars scalars;
  if (const Status status = decode_ecdsa_der(signature, scalars); !ok(status)) return status;
  p256::Work work;
  p256::Comb key;
  REQUIRE(p256::decode_point(key.first, std::span<const std::uint8_t, kPointBytes>(point), work.registers));
  return verify_ecdsa(key, digest, scalars, work);
}

TEST_CASE("ECDSA: the signature of RFC 6979 verifies") {
  CHECK(verify(sequence(integer(kR), integer(kS))) == Status::kOk);
}

TEST_CASE("ECDSA: zeros after the DER signature are padding, anything else is kSignatureFormat") {
  Buffer padded = sequence(integer(kR), integer(kS));
  padded.resize(80);
  CHECK(verify(padded) == Status::kOk);
  padded.back() = 1;
  CHECK(verify(padded) == Status::kSignatureFormat);
}

TEST_CASE("ECDSA: a signature with any bit changed does not verify") {
  const Buffer good = sequence(integer(kR), integer(kS));
  for (std::size_t bit = 0; bit < good.size() * 8; bit += 5) {
    Buffer bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1u << (bit % 8)));
    CAPTURE(bit);
    CHECK(verify(bad) != Status::kOk);
  }
}

TEST_CASE("ECDSA: another digest or another key is kSignatureInvalid") {
  const Buffer good = sequence(integer(kR), integer(kS));
  Digest other = kDigest;
  other[0] ^= 1;
  CHECK(verify(good, kPoint, other) == Status::kSignatureInvalid);
  CHECK(verify(good, testing::load_vector_point("release.pub.pem")) == Status::kSignatureInvalid);
}

TEST_CASE("ECDSA: r or s of zero, of the group order or above is kSignatureInvalid") {
  const Buffer zero = {0x02, 1, 0};
  CHECK(verify(sequence(zero, integer(kS))) == Status::kSignatureInvalid);
  CHECK(verify(sequence(integer(kR), zero)) == Status::kSignatureInvalid);
  CHECK(verify(sequence(zero, zero)) == Status::kSignatureInvalid);
  CHECK(verify(sequence(integer(kOrder), integer(kS))) == Status::kSignatureInvalid);
  CHECK(verify(sequence(integer(kR), integer(kOrder))) == Status::kSignatureInvalid);
  CHECK(verify(sequence(integer(Buffer(32, 0xff)), integer(kS))) == Status::kSignatureInvalid);
}

// With u1 = 0, R is a multiple of the key alone: r = x of the key, s = r is a signature that
// anybody can make.
TEST_CASE("ECDSA: a digest of 0 is kSignatureInvalid, whatever signature agrees with it") {
  const Buffer x(kPoint.begin(), kPoint.begin() + 32);
  CHECK(verify(sequence(integer(x), integer(x)), kPoint, Digest{}) == Status::kSignatureInvalid);
  Digest order{};
  std::copy(kOrder.begin(), kOrder.end(), order.begin());
  CHECK(verify(sequence(integer(x), integer(x)), kPoint, order) == Status::kSignatureInvalid);
}

TEST_CASE("ECDSA: what is not strict DER is kSignatureFormat") {
  const Buffer r = integer(kR);
  const Buffer s = integer(kS);
  Buffer signature = sequence(r, s);
  SUBCASE("nothing at all") { signature.clear(); }
  SUBCASE("a tag and no length") { signature.resize(1); }
  SUBCASE("an empty sequence") { signature = {0x30, 0}; }
  SUBCASE("another outer tag") { signature[0] = 0x31; }
  SUBCASE("another inner tag") { signature[2] = 0x03; }
  SUBCASE("a sequence longer than the data") { signature[1]++; }
  SUBCASE("a sequence shorter than its integers") { signature[1]--; }
  SUBCASE("a length in the long form") { signature.insert(signature.begin() + 1, 0x81); }
  SUBCASE("an integer of no bytes") { signature = sequence({0x02, 0, 0x02, 0}, {}); }
  SUBCASE("an integer past the sequence") { signature[3] = 0x7f; }
  SUBCASE("one integer only") { signature = sequence(r, {}); }
  SUBCASE("three integers") {
    Buffer two = s;
    two.insert(two.end(), {0x02, 1, 1});
    signature = sequence(r, two);
  }
  SUBCASE("a negative integer") {
    Buffer negative = r;  // its leading zero goes
    negative.erase(negative.begin() + 2);
    negative[1] = 32;
    signature = sequence(negative, s);
  }
  SUBCASE("an integer with a needless zero") { signature = sequence({0x02, 2, 0, 1}, s); }
  SUBCASE("an integer over 32 bytes") {
    Buffer large(35, 0x01);
    large[0] = 0x02;
    large[1] = 33;
    signature = sequence(large, s);
  }
  CHECK(verify(signature) == Status::kSignatureFormat);
}

TEST_CASE("ECDSA: short integers decode with leading zeros") {
  Scalars scalars;
  scalars.r.fill(0xeeeeeeee);
  scalars.s.fill(0xeeeeeeee);
  REQUIRE(decode_ecdsa_der(sequence({0x02, 1, 5}, {0x02, 5, 0x01, 0x02, 0x03, 0x04, 0x05}), scalars) == Status::kOk);
  CHECK(scalars.r == p256::Number{5});
  CHECK(scalars.s == p256::Number{0x02030405, 0x01});
}

TEST_CASE("ECDSA: every cut of a signature is refused") {
  const Buffer good = sequence(integer(kR), integer(kS));
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK(verify(Buffer(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))) == Status::kSignatureFormat);
  }
}

}  // namespace
}  // namespace switchback::crypto
