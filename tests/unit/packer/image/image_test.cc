// The image writer's refusals. It returns no image that it cannot read back.
#include "packer/image/image.h"

#include <doctest/doctest.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/crypto/sha256.h"

namespace switchback::packer {
namespace {

const std::vector<std::uint8_t> kPayload(100, 0x5a);

ImageSpec small_spec() {
  ImageSpec spec;
  spec.payload = kPayload;
  spec.version = {1, 2, 3, 4};
  return spec;
}

// A signature of the right shape; whether it verifies is not this module's business.
Signer fixed_signer(std::size_t signature_size_bytes = 70) {
  Signer signer;
  signer.key_id.fill(0x11);
  signer.sign = [=](auto) -> Result<std::vector<std::uint8_t>> {
    return std::vector<std::uint8_t>(signature_size_bytes, 0x30);
  };
  return signer;
}

void check_refused(const ImageSpec& spec, ErrorCode code, const std::string& message) {
  const auto image = build_image(spec, fixed_signer());
  REQUIRE_FALSE(image.has_value());
  CHECK(image.error().code == code);
  CHECK(image.error().message == message);
}

}  // namespace

TEST_CASE("Image: header, payload and TLVs lie where the format says") {
  ImageSpec spec = small_spec();
  spec.header_size_bytes = 64;
  spec.header_fill = 0x00;
  spec.security_counter = 7;
  const auto image = build_image(spec, fixed_signer());
  REQUIRE(image.has_value());
  wire::ImageFacts facts;
  REQUIRE(wire::parse_image(MemoryReader(*image), facts) == Status::kOk);
  CHECK(facts.header.header_size_bytes == 64);
  CHECK(std::all_of(image->begin() + 32, image->begin() + 64, [](auto byte) { return byte == 0x00; }));
  CHECK(std::equal(kPayload.begin(), kPayload.end(), image->begin() + 64));
  CHECK(facts.security_counter == 7);
  CHECK(facts.signed_size_bytes == 64 + 100 + 12);
  CHECK(facts.digest == crypto::sha256(Bytes(*image).first(facts.signed_size_bytes)));
  CHECK(facts.total_size_bytes == image->size());
}

TEST_CASE("Image: a signature made elsewhere gives the same bytes") {
  const ImageSpec spec = small_spec();
  const auto part = assemble_signed_part(spec);
  REQUIRE(part.has_value());
  const Signer signer = fixed_signer();
  const auto attached = attach_signature(*part, signer.key_id, *signer.sign(part->digest));
  REQUIRE(attached.has_value());
  CHECK(*attached == *build_image(spec, signer));
}

TEST_CASE("Image: header sizes that are no power of two from 32 to 32768 are refused") {
  ImageSpec spec = small_spec();
  for (const std::uint32_t size_bytes : {0u, 1u, 16u, 33u, 48u, 32767u}) {
    spec.header_size_bytes = size_bytes;
    check_refused(spec, ErrorCode::kUsage,
                  "header size: expected a power of two from 32 to 32768, found " + std::to_string(size_bytes));
  }
  for (const std::uint32_t size_bytes : {32769u, 65536u, 0x80000000u}) {
    spec.header_size_bytes = size_bytes;
    check_refused(spec, ErrorCode::kTooBig,
                  "header size: expected at most 32768 bytes (a power of two in a 16-bit field), found " +
                      std::to_string(size_bytes));
  }
  spec.header_size_bytes = 32768;
  CHECK(build_image(spec, fixed_signer()).has_value());
}

TEST_CASE("Image: an empty payload is refused") {
  ImageSpec spec = small_spec();
  spec.payload = {};
  check_refused(spec, ErrorCode::kUsage, "payload: expected at least one byte, found none");
}

TEST_CASE("Image: flags that no device here supports are refused") {
  ImageSpec spec = small_spec();
  spec.flags = 0x20;
  check_refused(spec, ErrorCode::kUsage, "flags: expected none outside 0x110, found 0x20");
}

TEST_CASE("Image: a load address without ROM_FIXED is refused") {
  ImageSpec spec = small_spec();
  spec.load_address = 0x8000;
  check_refused(spec, ErrorCode::kUsage, "load address: expected 0 without the ROM_FIXED flag, found 0x8000");
}

TEST_CASE("Image: more dependencies than a device holds are refused") {
  ImageSpec spec = small_spec();
  spec.dependencies.resize(wire::kMaxDependencies);
  CHECK(build_image(spec, fixed_signer()).has_value());
  spec.dependencies.resize(wire::kMaxDependencies + 1);
  check_refused(spec, ErrorCode::kTooBig, "dependencies: expected at most 4 (all that a device holds), found 5");
}

TEST_CASE("Image: custom TLVs outside the vendor range are refused") {
  ImageSpec spec = small_spec();
  for (const auto type : std::to_array<std::uint16_t>({0x0050, 0x0074, 0x009f, 0x5300, 0xffff})) {
    spec.custom = {{type, {1}}};
    const auto image = build_image(spec, fixed_signer());
    REQUIRE_FALSE(image.has_value());
    CHECK(image.error().code == ErrorCode::kUsage);
    CHECK(image.error().message.find("custom TLV: expected a vendor type") == 0);
  }
}

TEST_CASE("Image: a TLV longer than its 16-bit length is refused by name") {
  ImageSpec spec = small_spec();
  spec.custom = {{0x00a5, std::vector<std::uint8_t>(65536)}};
  check_refused(spec, ErrorCode::kTooBig,
                "custom TLV 0x00a5: expected at most 65535 bytes (a TLV's 16-bit length), found 65536");
  spec = small_spec();
  spec.boot_record.resize(70000);
  check_refused(spec, ErrorCode::kTooBig,
                "boot record: expected at most 65535 bytes (a TLV's 16-bit length), found 70000");
}

TEST_CASE("Image: a protected area beyond its 16-bit total is refused by name") {
  ImageSpec spec = small_spec();
  spec.custom = {{0x00a5, std::vector<std::uint8_t>(65535 - 8)}};
  CHECK(build_image(spec, fixed_signer()).has_value());
  spec.custom[0].data.push_back(0);
  check_refused(spec, ErrorCode::kTooBig,
                "protected TLV area: expected at most 65535 bytes (its 16-bit total size), found 65536");
}

TEST_CASE("Image: an image beyond 32 bits is refused before anything is copied") {
  const std::size_t size_bytes = 0x1'0000'0000;
  void* reserved = mmap(nullptr, size_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  REQUIRE(reserved != MAP_FAILED);
  ImageSpec spec = small_spec();
  spec.payload = Bytes(static_cast<const std::uint8_t*>(reserved), size_bytes - 32);
  check_refused(spec, ErrorCode::kTooBig,
                "image size: expected header, payload and TLVs within 4294967295 bytes (32 bits), found 4294967296");
  munmap(reserved, size_bytes);
}

TEST_CASE("Image: a signature that no device would take is refused") {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{81}}) {
    const auto image = build_image(small_spec(), fixed_signer(size_bytes));
    REQUIRE_FALSE(image.has_value());
    CHECK(image.error().code == ErrorCode::kUsage);
    CHECK(image.error().message == "signature: expected 1 to 80 bytes of DER, found " + std::to_string(size_bytes));
  }
}

TEST_CASE("Image: what the signer reports is passed on") {
  Signer signer = fixed_signer();
  signer.sign = [](auto) -> Result<std::vector<std::uint8_t>> { return fail(ErrorCode::kKey, "token removed"); };
  const auto image = build_image(small_spec(), signer);
  REQUIRE_FALSE(image.has_value());
  CHECK(image.error().code == ErrorCode::kKey);
  CHECK(image.error().message == "token removed");
}

TEST_CASE("Image: what the device's parser would refuse is never returned") {
  ImageSpec spec = small_spec();
  // Vendor types, but the parser knows them as package fields and wants 44 bytes.
  spec.custom = {{static_cast<std::uint16_t>(wire::TlvType::kPackage), {1, 2, 3}}};
  const auto image = build_image(spec, fixed_signer());
  REQUIRE_FALSE(image.has_value());
  CHECK(image.error().code == ErrorCode::kInternal);
  CHECK(image.error().message.find("kTlvLength") != std::string::npos);
}

}  // namespace switchback::packer
