#include "verifier/verify.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/verifier/signed_files.h"

namespace switchback::verifier {
namespace {

using testing::Buffer;

const std::vector<RootKey>& keys() {
  static const std::vector<RootKey> trusted = {testing::test_key(1)};
  return trusted;
}

Buffer old_image() { return testing::signed_image(testing::image_spec(testing::firmware(3000), {1, 0, 0, 0})); }
Buffer new_image() { return testing::signed_image(testing::image_spec(testing::firmware(3100, 1), {1, 1, 0, 0})); }

Verdict verify(Bytes file, const Options& options = {}) { return verify_file(file, keys(), options); }

TEST_CASE("Verify: an image by the trusted key is accepted as an image") {
  const Verdict verdict = verify(old_image());
  CHECK(verdict.reason == Status::kOk);
  CHECK_FALSE(verdict.error.has_value());
  CHECK(verdict.kind == Kind::kImage);
  CHECK(verdict.has_facts);
  CHECK(verdict.facts.header.version == wire::Version{1, 0, 0, 0});
  CHECK(to_text(verdict) == "accepted");
}

TEST_CASE("Verify: an image as Intel HEX or S-records is named, with what makes an image of it") {
  const auto said = [](std::string_view text) { return to_text(verify(Buffer(text.begin(), text.end()))); };
  CHECK(said(":10000000000102030405060708090A0B0C0D0E0F78\n").find("objcopy -I ihex") != std::string::npos);
  CHECK(said("\xEF\xBB\xBF:10000000000102030405060708090A0B0C0D0E0F78\n").find("ihex") != std::string::npos);
  CHECK(said("S1130000285F245F2212226A000424290008237C2A\n").find("objcopy -I srec") != std::string::npos);
  CHECK(said("Some words that are no image at all, but long").find("objcopy") == std::string::npos);
}

TEST_CASE("Verify: a full package is accepted and rebuilt, whatever its codec") {
  for (const wire::Codec codec : {wire::Codec::kNone, wire::Codec::kDeflate}) {
    const Verdict verdict = verify(testing::signed_package(new_image(), std::nullopt, codec));
    REQUIRE(verdict.reason == Status::kOk);
    CHECK(verdict.kind == Kind::kPackage);
    CHECK(verdict.rebuilt == new_image());
    CHECK(verdict.rebuilt_facts.header.version == wire::Version{1, 1, 0, 0});
  }
}

TEST_CASE("Verify: a delta is accepted without its base, but not rebuilt, and says so") {
  const Verdict verdict = verify(testing::signed_package(new_image(), old_image()));
  CHECK(verdict.reason == Status::kOk);
  CHECK(verdict.rebuilt.empty());
  REQUIRE(verdict.notes.size() == 1);
  CHECK(verdict.notes[0].find("--base") != std::string::npos);
}

TEST_CASE("Verify: a delta with its base is rebuilt, also from a base that is padded to its slot") {
  const Buffer package = testing::signed_package(new_image(), old_image());
  Buffer base = old_image();
  Options options;
  options.base = base;
  CHECK(verify(package, options).rebuilt == new_image());
  base.resize(8192, 0xff);
  options.base = base;
  CHECK(verify(package, options).rebuilt == new_image());
}

TEST_CASE("Verify: a delta with another base is kBaseMismatch, with both digests") {
  const Buffer package = testing::signed_package(new_image(), old_image());
  const Buffer other = new_image();
  Options options;
  options.base = other;
  const Verdict verdict = verify(package, options);
  CHECK(verdict.reason == Status::kBaseMismatch);
  CHECK(verdict.error == ErrorCode::kWrongBase);
  CHECK(verdict.explanation.field == "base image");
  CHECK(verdict.explanation.expected != verdict.explanation.found);
  const Buffer garbage = {1, 2, 3};
  options.base = garbage;
  CHECK(verify(package, options).reason == Status::kBaseMismatch);
}

TEST_CASE("Verify: what is not the given kind is refused by its own reason") {
  Options as_image;
  as_image.as = Kind::kImage;
  Options as_package;
  as_package.as = Kind::kPackage;
  CHECK(verify(testing::signed_package(new_image(), std::nullopt), as_image).reason == Status::kNotBootable);
  CHECK(verify(new_image(), as_package).reason == Status::kNotPackage);
}

TEST_CASE("Verify: a file flagged non-bootable without package TLVs is kNotPackage, as on the device") {
  const Buffer payload = testing::firmware(100);
  packer::ImageSpec spec = testing::image_spec(payload);
  spec.flags = wire::kFlagNonBootable;
  CHECK(verify(testing::signed_image(spec)).reason == Status::kNotPackage);
}

TEST_CASE("Verify: what is hashed or signed otherwise is refused by the algorithm's name") {
  const Buffer good = new_image();
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(good), facts) == Status::kOk);
  const std::pair<std::uint16_t, const char*> algorithms[] = {
      {0x11, "SHA-384 (P-384 keys)"}, {0x12, "SHA-512"}, {0x20, "RSA-2048"}, {0x23, "RSA-3072"}, {0x24, "Ed25519"}};
  for (const auto& [type, name] : algorithms) {
    Buffer other = good;
    store_u16(other, facts.signed_size_bytes + 4, type);  // in place of the SHA-256
    const Verdict verdict = verify(other);
    CHECK(verdict.reason == Status::kAlgorithm);
    CHECK(verdict.error == ErrorCode::kFormat);
    CHECK(verdict.explanation.found == name);
    CHECK(verdict.explanation.next_step.find("P-256") != std::string::npos);
  }
}

TEST_CASE("Verify: another key is kKeyUnknown, with both key ids") {
  const Verdict verdict = verify(testing::signed_image(testing::image_spec(testing::firmware(100)), 2));
  CHECK(verdict.reason == Status::kKeyUnknown);
  CHECK(verdict.explanation.expected.size() == 64);
  CHECK(verdict.explanation.found.size() == 64);
}

TEST_CASE("Verify: a good package around an image by another key is refused for the image") {
  const Buffer foreign = testing::signed_image(testing::image_spec(testing::firmware(100)), 2);
  const Verdict verdict = verify(testing::signed_package(foreign, std::nullopt));
  CHECK(verdict.reason == Status::kKeyUnknown);
  CHECK(verdict.explanation.field.starts_with("rebuilt image's"));
  CHECK(verdict.rebuilt.empty());
}

TEST_CASE("Verify: bytes after an image or a package are kTrailingData") {
  Buffer image = new_image();
  image.push_back(0);
  CHECK(verify(image).reason == Status::kTrailingData);
  Buffer package = testing::signed_package(new_image(), std::nullopt);
  package.push_back(0xff);
  CHECK(verify(package).reason == Status::kTrailingData);
}

TEST_CASE("Verify: slot padding is for images only") {
  const Buffer magic = {0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f, 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80};
  const auto padded = [&](Buffer file) {
    file.resize(8192 - magic.size(), 0xff);
    file.insert(file.end(), magic.begin(), magic.end());
    return file;
  };
  CHECK(verify(padded(new_image())).reason == Status::kOk);
  CHECK(verify(padded(testing::signed_package(new_image(), std::nullopt))).reason == Status::kTrailingData);
}

TEST_CASE("Verify: ids and floor of the device are compared") {
  const wire::Uuid vendor = {1};
  Options options;
  options.device.vendor_id = &vendor;
  const Verdict no_vendor = verify(new_image(), options);
  CHECK(no_vendor.reason == Status::kVendorMismatch);
  CHECK(no_vendor.explanation.expected == "01000000-0000-0000-0000-000000000000");
  CHECK(no_vendor.explanation.found == "none");
  options = {};
  options.device.security_floor = 6;
  const Verdict too_old = verify(new_image(), options);
  CHECK(too_old.reason == Status::kRollback);
  CHECK(too_old.explanation.expected == "6 or more");
  CHECK(too_old.explanation.found == "5");
}

TEST_CASE("Verify: without a key only the digest counts, and a note says so") {
  Options options;
  options.trust = Trust::kDigestOnly;
  Buffer image = testing::signed_image(testing::image_spec(testing::firmware(100)), 2);
  const Verdict verdict = verify_file(image, {}, options);
  CHECK(verdict.reason == Status::kOk);
  REQUIRE(verdict.notes.size() == 1);
  CHECK(verdict.notes[0].find("no signature") != std::string::npos);
  image[40] ^= 1;
  CHECK(verify_file(image, {}, options).reason == Status::kDigestMismatch);
}

TEST_CASE("Verify: a package that announces a huge target or a huge decoder is refused before any work") {
  const auto package_with = [](std::uint32_t ram_bytes, std::uint32_t target_bytes) {
    wire::PackageInfo info{.kind = wire::PayloadKind::kFull};
    info.decoder_ram_bytes = ram_bytes;
    info.target_size_bytes = target_bytes;
    Buffer data(wire::kPackageBytes);
    wire::encode_package_info(info, std::span<std::uint8_t, wire::kPackageBytes>(data));
    const Buffer payload = testing::firmware(100);
    packer::ImageSpec spec = testing::image_spec(payload);
    spec.flags = wire::kFlagNonBootable;
    spec.custom = {{static_cast<std::uint16_t>(wire::TlvType::kPackage), data}};
    return testing::signed_image(spec);
  };
  CHECK(verify(package_with(0xffffffff, 100)).reason == Status::kPackageRam);
  CHECK(verify(package_with(4096, 0xffffffff)).reason == Status::kImageTooLarge);
}

TEST_CASE("Verify: every byte of a delta changed is refused, with the base at hand") {
  const Buffer base = testing::signed_image(testing::image_spec(testing::firmware(300)));
  const Buffer target = testing::signed_image(testing::image_spec(testing::firmware(300, 1), {1, 1, 0, 0}));
  const Buffer good = testing::signed_package(target, base);
  Options options;
  options.base = base;
  REQUIRE(verify(good, options).reason == Status::kOk);
  for (std::size_t at = 0; at < good.size(); ++at) {
    Buffer bad = good;
    bad[at] ^= 0x20;
    CAPTURE(at);
    const Verdict verdict = verify(bad, options);
    CHECK(verdict.reason != Status::kOk);
    CHECK(verdict.error.has_value());
    CHECK(verdict.rebuilt.empty());
    CHECK_FALSE(verdict.explanation.field.empty());
    CHECK_FALSE(verdict.explanation.next_step.empty());
  }
}

TEST_CASE("Verify: every cut of a package is refused") {
  const Buffer good = testing::signed_package(new_image(), std::nullopt);
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK(verify(Bytes(good).first(size)).reason != Status::kOk);
  }
}

TEST_CASE("Base info: size and digest of the image's signed part; of all bytes where there is no image") {
  const Buffer image = old_image();
  Buffer padded = image;
  padded.resize(8192, 0xff);
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(image), facts) == Status::kOk);
  CHECK(base_info(padded).size_bytes == facts.signed_size_bytes);
  CHECK(base_info(padded).digest == facts.digest);
  const Buffer garbage = {1, 2, 3};
  CHECK(base_info(garbage).size_bytes == 3);
}

}  // namespace
}  // namespace switchback::verifier
