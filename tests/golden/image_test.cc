// The image writer gives the same bytes as imgtool: it rebuilds the vectors of
// tests/data/mcuboot-vectors from their payloads and the facts below. imgtool's ECDSA nonce is
// random, so the signature is taken from the vector. All other bytes must be equal.
#include "packer/image/image.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/file.h"

namespace switchback {
namespace {

using packer::ImageSpec;

constexpr wire::Uuid kVendor = {0xcf, 0xbf, 0xf0, 0xd1, 0x93, 0x75, 0x56, 0x85,
                                0x96, 0x8c, 0x48, 0xce, 0x8b, 0x15, 0xae, 0x17};
constexpr wire::Uuid kClass = {0x11, 0x5b, 0x22, 0xb1, 0xe1, 0x61, 0x5a, 0xf3,
                               0x92, 0x6f, 0x7b, 0x26, 0x96, 0x33, 0x93, 0x2c};

struct Vector {
  std::vector<std::uint8_t> bytes;  // without what follows the TLVs
  wire::ImageFacts facts;
};

Vector read_vector(const std::string& name) {
  Vector vector;
  vector.bytes = test::read_bytes("tests/data/mcuboot-vectors/" + name + ".bin");
  REQUIRE(wire::parse_image(MemoryReader(vector.bytes), vector.facts) == Status::kOk);
  vector.bytes.resize(vector.facts.total_size_bytes);
  return vector;
}

// Common to all vectors: imgtool was called with --version 1.2.3+4, --pad-header and an erased
// value of 0xff.
ImageSpec common_spec(const Vector& vector, std::uint32_t header_size_bytes) {
  ImageSpec spec;
  spec.payload = Bytes(vector.bytes).subspan(header_size_bytes, vector.facts.header.payload_size_bytes);
  spec.header_size_bytes = header_size_bytes;
  spec.version = {1, 2, 3, 4};
  return spec;
}

// The data of the vector's only boot record, which is CBOR over things this writer does not know.
std::vector<std::uint8_t> boot_record_of(const Vector& vector) {
  const wire::ImageHeader& header = vector.facts.header;
  const MemoryReader reader(vector.bytes);
  wire::TlvCursor cursor{.next = header.header_size_bytes + header.payload_size_bytes};
  REQUIRE(wire::enter_area(reader, wire::kProtectedMagic, cursor) == Status::kOk);
  wire::Tlv tlv;
  while (tlv.type != wire::TlvType::kBootRecord) REQUIRE(wire::next_tlv(reader, cursor, tlv) == Status::kOk);
  const Bytes data = Bytes(vector.bytes).subspan(tlv.offset, tlv.length_bytes);
  return {data.begin(), data.end()};
}

// Signs as the vector is signed, once it is asked to sign the digest that the vector names.
packer::Signer vector_signer(const Vector& vector) {
  const wire::SignatureRef& reference = vector.facts.signatures[0];
  packer::Signer signer;
  const Bytes key = Bytes(vector.bytes).subspan(reference.key_offset, wire::kSha256Bytes);
  std::copy(key.begin(), key.end(), signer.key_id.begin());
  signer.sign = [&vector, reference](auto digest) -> Result<std::vector<std::uint8_t>> {
    CHECK(equal(digest, vector.facts.digest));
    const Bytes bytes = Bytes(vector.bytes).subspan(reference.signature_offset, reference.signature_size_bytes);
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
  };
  return signer;
}

void check_rebuilds(const Vector& vector, const ImageSpec& spec) {
  const auto image = packer::build_image(spec, vector_signer(vector));
  REQUIRE_MESSAGE(image.has_value(), image.error().message);
  CHECK(*image == vector.bytes);
}

}  // namespace

TEST_CASE("Image: plain images of every header size come out as imgtool's") {
  const std::pair<const char*, std::uint32_t> vectors[] = {
      {"plain-h20", 32},   {"plain-h200", 512},    {"odd-length", 32},    {"one-byte", 32},
      {"padded-slot", 32}, {"confirmed-slot", 32}, {"trailing-data", 32}, {"other-key", 32}};
  for (const auto& item : vectors) {
    CAPTURE(item.first);
    const Vector vector = read_vector(item.first);
    check_rebuilds(vector, common_spec(vector, item.second));
  }
}

TEST_CASE("Image: the largest version comes out as imgtool's") {
  const Vector vector = read_vector("plain-h400");
  ImageSpec spec = common_spec(vector, 1024);
  spec.version = {255, 255, 65535, 4294967295};
  check_rebuilds(vector, spec);
}

TEST_CASE("Image: security counters come out as imgtool's") {
  const std::pair<const char*, std::uint32_t> vectors[] = {
      {"counter", 7}, {"counter-auto", 0x01020003}, {"counter-max", 0xffffffff}};
  for (const auto& item : vectors) {
    CAPTURE(item.first);
    const Vector vector = read_vector(item.first);
    ImageSpec spec = common_spec(vector, 32);
    spec.security_counter = item.second;
    check_rebuilds(vector, spec);
  }
}

TEST_CASE("Image: a dependency comes out as imgtool's") {
  const Vector vector = read_vector("dependency");
  ImageSpec spec = common_spec(vector, 32);
  spec.dependencies = {{1, {1, 2, 3, 0}}};
  check_rebuilds(vector, spec);
}

TEST_CASE("Image: vendor and class ids come out as imgtool's") {
  const Vector vector = read_vector("vid-cid");
  ImageSpec spec = common_spec(vector, 32);
  spec.vendor_id = kVendor;
  spec.class_id = kClass;
  check_rebuilds(vector, spec);
}

TEST_CASE("Image: custom protected TLVs come out as imgtool's") {
  const Vector vector = read_vector("custom-tlv");
  ImageSpec spec = common_spec(vector, 32);
  spec.custom = {{0x00a5, {1, 2, 3, 4, 5}}, {0x01b0, {'t', 'e', 'x', 't'}}};
  check_rebuilds(vector, spec);
}

TEST_CASE("Image: a boot record comes out as imgtool's") {
  const Vector vector = read_vector("boot-record");
  ImageSpec spec = common_spec(vector, 32);
  spec.boot_record = boot_record_of(vector);
  check_rebuilds(vector, spec);
}

TEST_CASE("Image: all protected TLVs together come out in imgtool's order") {
  const Vector vector = read_vector("all-protected");
  ImageSpec spec = common_spec(vector, 256);
  spec.security_counter = 9;
  spec.boot_record = boot_record_of(vector);
  spec.dependencies = {{1, {0, 1, 0, 0}}};
  spec.vendor_id = kVendor;
  spec.class_id = kClass;
  spec.custom = {{0x00a5, {0xff}}};
  check_rebuilds(vector, spec);
}

TEST_CASE("Image: flags and the ROM address come out as imgtool's") {
  const Vector fixed = read_vector("rom-fixed");
  ImageSpec spec = common_spec(fixed, 32);
  spec.flags = wire::kFlagRomFixed;
  spec.load_address = 0x8000;
  check_rebuilds(fixed, spec);

  const Vector non_bootable = read_vector("non-bootable");
  spec = common_spec(non_bootable, 32);
  spec.flags = wire::kFlagNonBootable;
  check_rebuilds(non_bootable, spec);
}

}  // namespace switchback
