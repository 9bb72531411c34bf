#include "core/wire/image.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/core/artefact.h"

namespace switchback::wire {
namespace {

using testing::ArtefactPlan;
using testing::Buffer;

constexpr std::uint16_t kPackageType = 0x53a0;
constexpr std::uint16_t kBaseType = 0x53a1;

Status parse(const ArtefactPlan& plan, ImageFacts& facts) {
  const Buffer bytes = testing::build(plan);
  return parse_image(MemoryReader(bytes), facts);
}

Status parse(const ArtefactPlan& plan) {
  ImageFacts facts;
  return parse(plan, facts);
}

Status parse(const Buffer& bytes) {
  ImageFacts facts;
  return parse_image(MemoryReader(bytes), facts);
}

ArtefactPlan with_protected(std::vector<testing::TlvData> tlvs) {
  ArtefactPlan plan;
  plan.protected_tlvs = std::move(tlvs);
  return plan;
}

ArtefactPlan with_unprotected(std::vector<testing::TlvData> tlvs) {
  ArtefactPlan plan;
  plan.unprotected_tlvs = std::move(tlvs);
  return plan;
}

TEST_CASE("Image: the smallest one parses, and its sizes are right") {
  ImageFacts facts;
  REQUIRE(parse(ArtefactPlan{}, facts) == Status::kOk);
  CHECK(facts.signed_size_bytes == 36);
  CHECK(facts.total_size_bytes == 40);
  CHECK(facts.header.version == Version{1, 2, 3, 4});
  CHECK_FALSE(facts.has_digest);
  CHECK_FALSE(facts.has_package);
  CHECK(facts.signature_count == 0);
}

TEST_CASE("Image: protected TLVs become facts, unknown ones are passed over") {
  ImageFacts facts;
  REQUIRE(parse(with_protected({{0x50, {1, 2, 3, 0x84}},
                                {0x40, {1, 0, 0, 0, 9, 8, 7, 0, 6, 0, 0, 0}},
                                {0x74, Buffer(16, 0x11)},
                                {0x75, Buffer(16, 0x22)},
                                {0x60, Buffer(5)},
                                {0x00a5, Buffer(3)},
                                {kPackageType, testing::package_data()},
                                {kBaseType, testing::base_data()}}),
                facts) == Status::kOk);
  CHECK(facts.has_security_counter);
  CHECK(facts.security_counter == 0x84030201);
  REQUIRE(facts.dependency_count == 1);
  CHECK(facts.dependencies[0].image_id == 1);
  CHECK(facts.dependencies[0].minimum == Version{9, 8, 7, 6});
  CHECK(facts.has_vendor_id);
  CHECK(facts.vendor_id[15] == 0x11);
  CHECK(facts.has_class_id);
  CHECK(facts.class_id[0] == 0x22);
  CHECK(facts.has_package);
  CHECK(facts.package.decoder_ram_bytes == 256);
  CHECK(facts.has_base);
  CHECK(facts.base.size_bytes == 100);
}

TEST_CASE("Image: a digest and signatures with their keys become facts") {
  ImageFacts facts;
  REQUIRE(parse(with_unprotected({{0x10, Buffer(32, 0x33)},
                                  {0x01, Buffer(32, 0x44)},
                                  {0x22, Buffer(70, 0x55)},
                                  {0x02, Buffer(91, 0x66)},
                                  {0x22, Buffer(80, 0x77)}}),
                facts) == Status::kOk);
  CHECK(facts.has_digest);
  CHECK(facts.digest[31] == 0x33);
  REQUIRE(facts.signature_count == 2);
  CHECK(facts.signatures[0].key_type == TlvType::kKeyHash);
  CHECK(facts.signatures[0].signature_size_bytes == 70);
  CHECK(facts.signatures[1].key_type == TlvType::kPublicKey);
  CHECK(facts.signatures[1].signature_size_bytes == 80);
}

TEST_CASE("Image: a key without its signature, or a signature without its key, is kTlvUnprotected") {
  const testing::TlvData digest = {0x10, Buffer(32)};
  const testing::TlvData key = {0x01, Buffer(32)};
  const testing::TlvData full_key = {0x02, Buffer(91)};
  const testing::TlvData signature = {0x22, Buffer(70)};
  CHECK(parse(with_unprotected({signature})) == Status::kTlvUnprotected);
  CHECK(parse(with_unprotected({key, signature, signature})) == Status::kTlvUnprotected);
  CHECK(parse(with_unprotected({key})) == Status::kTlvUnprotected);
  CHECK(parse(with_unprotected({digest, full_key})) == Status::kTlvUnprotected);
  CHECK(parse(with_unprotected({key, key, signature})) == Status::kTlvUnprotected);
  CHECK(parse(with_unprotected({key, digest, signature})) == Status::kTlvUnprotected);
  CHECK(parse(with_unprotected({key, signature, digest, full_key, signature})) == Status::kOk);
}

TEST_CASE("Image: hashes and signatures of other algorithms are kAlgorithm, wherever they stand") {
  constexpr std::uint16_t kOthers[] = {0x11, 0x12, 0x20, 0x23, 0x24};
  for (const std::uint16_t type : kOthers) {
    CAPTURE(type);
    CHECK(parse(with_unprotected({{type, Buffer(64)}})) == Status::kAlgorithm);
    CHECK(parse(with_unprotected({{0x01, Buffer(32)}, {type, Buffer(0)}})) == Status::kAlgorithm);
    CHECK(parse(with_unprotected({{0x01, Buffer(32)}, {0x22, Buffer(70)}, {type, Buffer(65000)}})) ==
          Status::kAlgorithm);
  }
}

TEST_CASE("Image: the payload's first eight bytes are its vectors; a shorter payload has none") {
  ArtefactPlan plan;
  plan.payload = {4, 3, 2, 1, 8, 7, 6, 5, 9};
  ImageFacts facts;
  REQUIRE(parse(plan, facts) == Status::kOk);
  CHECK(facts.vectors.stack_pointer == 0x01020304);
  CHECK(facts.vectors.reset == 0x05060708);
  plan.payload.resize(7);
  REQUIRE(parse(plan, facts) == Status::kOk);
  CHECK(facts.vectors.stack_pointer == 0);
  CHECK(facts.vectors.reset == 0);
}

TEST_CASE("Image: bytes after the TLVs are left to the caller") {
  Buffer bytes = testing::build({});
  bytes.resize(bytes.size() + 100, 0xee);
  ImageFacts facts;
  REQUIRE(parse_image(MemoryReader(bytes), facts) == Status::kOk);
  CHECK(facts.total_size_bytes == bytes.size() - 100);
}

TEST_CASE("Image: facts of an earlier parse do not survive") {
  ImageFacts facts;
  REQUIRE(parse(with_protected({{0x50, {1, 0, 0, 0}}}), facts) == Status::kOk);
  REQUIRE(parse(ArtefactPlan{}, facts) == Status::kOk);
  CHECK_FALSE(facts.has_security_counter);
  CHECK(facts.security_counter == 0);
}

TEST_CASE("Image: another magic is kImageMagic") {
  ArtefactPlan plan;
  plan.magic = 0x96f3b83c;
  CHECK(parse(plan) == Status::kImageMagic);
}

TEST_CASE("Image: a malformed header field is kImageHeader") {
  ArtefactPlan plan;
  plan.header_padding = 1;
  CHECK(parse(plan) == Status::kImageHeader);
}

TEST_CASE("Image: an encrypted one is kImageFlags") {
  ArtefactPlan plan;
  plan.flags = 0x4;
  CHECK(parse(plan) == Status::kImageFlags);
}

TEST_CASE("Image: one cut anywhere is refused, inside header, payload or area by kImageSize") {
  ArtefactPlan plan = with_protected({{0x50, {1, 2, 3, 4}}});
  plan.unprotected_tlvs = {{0x10, Buffer(32)}};
  const Buffer whole = testing::build(plan);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(parse(Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) == Status::kImageSize);
  }
}

TEST_CASE("Image: sizes that overflow or run past the artefact are kImageSize") {
  Buffer bytes = testing::build(with_protected({{0x50, {1, 2, 3, 4}}}));
  SUBCASE("payload and header wrap 32 bits") { store_u32(bytes, 12, 0xffffffe1); }
  SUBCASE("payload one byte past the artefact") {
    store_u32(bytes, 12, static_cast<std::uint32_t>(bytes.size()) - 32 + 1);
  }
  SUBCASE("header past the artefact") { store_u16(bytes, 8, 0xffff); }
  SUBCASE("protected area past the artefact") { store_u16(bytes, 10, 0xffff); }
  CHECK(parse(bytes) == Status::kImageSize);
}

TEST_CASE("Image: a TLV area without its magic is kTlvMagic") {
  Buffer bytes = testing::build(with_protected({{0x50, {1, 2, 3, 4}}}));
  SUBCASE("protected") { bytes[36] = 0x07; }
  SUBCASE("unprotected") { bytes[48] = 0x08; }
  CHECK(parse(bytes) == Status::kTlvMagic);
}

TEST_CASE("Image: an area with an impossible total is kTlvSize") {
  Buffer bytes = testing::build(with_protected({{0x50, {1, 2, 3, 4}}}));
  SUBCASE("unprotected total below its info") { bytes[50] = 3; }
  SUBCASE("protected total below the header's") { bytes[38] = 11; }
  SUBCASE("protected total above the header's") { bytes[38] = 13; }
  CHECK(parse(bytes) == Status::kTlvSize);
}

TEST_CASE("Image: a TLV of the wrong length for its type is kTlvLength") {
  const std::pair<std::uint16_t, std::size_t> protected_sizes[] = {{0x50, 4},  {0x40, 12},         {0x74, 16},
                                                                   {0x75, 16}, {kPackageType, 44}, {kBaseType, 36}};
  for (const auto& expected : protected_sizes) {
    const auto type = expected.first;
    const std::size_t size = expected.second;
    CAPTURE(type);
    CHECK(parse(with_protected({{type, Buffer(size - 1)}})) == Status::kTlvLength);
    CHECK(parse(with_protected({{type, Buffer(size + 1)}})) == Status::kTlvLength);
    CHECK(parse(with_protected({{type, Buffer{}}})) == Status::kTlvLength);
  }
  const std::pair<std::uint16_t, std::size_t> unprotected_sizes[] = {{0x10, 31}, {0x10, 33}, {0x01, 31},
                                                                     {0x01, 0},  {0x02, 90}, {0x02, 92}};
  for (const auto& expected : unprotected_sizes) {
    const auto type = expected.first;
    const std::size_t size = expected.second;
    CAPTURE(type);
    CHECK(parse(with_unprotected({{type, Buffer(size)}})) == Status::kTlvLength);
  }
  for (const std::size_t size : {0u, 81u}) {
    CHECK(parse(with_unprotected({{0x01, Buffer(32)}, {0x22, Buffer(size)}})) == Status::kTlvLength);
  }
}

TEST_CASE("Image: a TLV that runs past its area is kTlvLength") {
  Buffer bytes = testing::build(with_protected({{0x50, {1, 2, 3, 4}}}));
  bytes[42] = 5;
  CHECK(parse(bytes) == Status::kTlvLength);
}

TEST_CASE("Image: a TLV that may appear once and appears twice is kTlvDuplicate") {
  const testing::TlvData once[] = {{0x50, Buffer(4)},
                                   {0x74, Buffer(16)},
                                   {0x75, Buffer(16)},
                                   {kPackageType, testing::package_data()},
                                   {kBaseType, testing::base_data()}};
  for (const auto& tlv : once) {
    CAPTURE(tlv.first);
    CHECK(parse(with_protected({tlv, tlv})) == Status::kTlvDuplicate);
  }
  CHECK(parse(with_unprotected({{0x10, Buffer(32)}, {0x10, Buffer(32)}})) == Status::kTlvDuplicate);
}

TEST_CASE("Image: whatever the signature must cover is kTlvUnprotected outside the protected area") {
  constexpr std::uint16_t kTypes[] = {0x25, 0x32, 0x40, 0x50, 0x60, 0x74, 0x75, 0xa0, 0x53a0, 0x53a1, 0xfffe};
  for (const std::uint16_t type : kTypes) {
    CAPTURE(type);
    CHECK(parse(with_unprotected({{type, Buffer(4)}})) == Status::kTlvUnprotected);
  }
}

TEST_CASE("Image: signatures and dependencies up to the limit are taken, one more is kTlvCount") {
  std::vector<testing::TlvData> signatures;
  std::vector<testing::TlvData> dependencies;
  for (std::uint32_t i = 0; i < kMaxSignatures; ++i) {
    signatures.insert(signatures.end(), {{0x01, Buffer(32)}, {0x22, Buffer(70)}});
  }
  for (std::uint32_t i = 0; i < kMaxDependencies; ++i) dependencies.push_back({0x40, Buffer(12)});
  CHECK(parse(with_unprotected(signatures)) == Status::kOk);
  CHECK(parse(with_protected(dependencies)) == Status::kOk);
  signatures.insert(signatures.end(), {{0x01, Buffer(32)}, {0x22, Buffer(70)}});
  dependencies.push_back({0x40, Buffer(12)});
  CHECK(parse(with_unprotected(signatures)) == Status::kTlvCount);
  CHECK(parse(with_protected(dependencies)) == Status::kTlvCount);
}

TEST_CASE("Image: what the package TLVs are refused for, the artefact is refused for") {
  Buffer package = testing::package_data();
  SUBCASE("kPackageFormat") {
    package[0] = 2;
    CHECK(parse(with_protected({{kPackageType, package}})) == Status::kPackageFormat);
  }
  SUBCASE("kPackageCodec") {
    package[2] = 9;
    CHECK(parse(with_protected({{kPackageType, package}})) == Status::kPackageCodec);
  }
  SUBCASE("kPackageField") {
    package[1] = 9;
    CHECK(parse(with_protected({{kPackageType, package}})) == Status::kPackageField);
    CHECK(parse(with_protected({{kBaseType, Buffer(36)}})) == Status::kPackageField);
  }
}

TEST_CASE("Image: a byte that cannot be read, wherever parsing needs one, is kFlashRead") {
  ArtefactPlan plan = with_protected({{0x50, {1, 2, 3, 4}}, {0x40, Buffer(12)}, {0x74, Buffer(16)}});
  plan.unprotected_tlvs = {{0x10, Buffer(32)}};
  const Buffer bytes = testing::build(plan);
  for (std::uint32_t at = 0; at < bytes.size(); ++at) {
    const bool payload = at >= 32 && at < 36;  // not read for parsing
    ImageFacts facts;
    CAPTURE(at);
    const testing::FaultyReader artefact(bytes, at, at + 1);
    CHECK(parse_image(artefact, facts) == (payload ? Status::kOk : Status::kFlashRead));
  }
}

TEST_CASE("Image: no artefact with one byte changed makes parsing read outside it") {
  ArtefactPlan plan = with_protected({{0x50, {1, 2, 3, 4}}, {kPackageType, testing::package_data()}});
  plan.unprotected_tlvs = {{0x10, Buffer(32)}, {0x01, Buffer(32)}, {0x22, Buffer(70)}};
  const Buffer good = testing::build(plan);
  constexpr std::uint8_t kValues[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const std::uint8_t value : kValues) {
      Buffer bytes = good;
      bytes[at] = value;
      ImageFacts facts;
      CAPTURE(at);
      const Status status = parse_image(MemoryReader(bytes), facts);
      CHECK(status != Status::kFlashRange);
      if (ok(status)) CHECK(facts.total_size_bytes <= bytes.size());
    }
  }
}

}  // namespace
}  // namespace switchback::wire
