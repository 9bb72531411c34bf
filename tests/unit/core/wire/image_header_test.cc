#include "core/wire/image_header.h"

#include <doctest/doctest.h>

#include <array>

namespace switchback::wire {
namespace {

using HeaderBytes = std::array<std::uint8_t, kImageHeaderBytes>;

ImageHeader sample() {
  ImageHeader header;
  header.load_address = 0x00018000;
  header.header_size_bytes = 0x200;
  header.protected_size_bytes = 0x2c;
  header.payload_size_bytes = 0x00012345;
  header.flags = kFlagRomFixed | kFlagNonBootable;
  header.version = {255, 254, 65533, 0xfffffffc};
  return header;
}

HeaderBytes encoded(const ImageHeader& header) {
  HeaderBytes bytes{};
  encode_image_header(header, bytes);
  return bytes;
}

TEST_CASE("Image header: every field lies where the format says") {
  const HeaderBytes expected = {
      0x3d, 0xb8, 0xf3, 0x96,  // magic
      0x00, 0x80, 0x01, 0x00,  // load address
      0x00, 0x02,              // header size
      0x2c, 0x00,              // protected TLV size
      0x45, 0x23, 0x01, 0x00,  // payload size
      0x10, 0x01, 0x00, 0x00,  // flags
      0xff, 0xfe, 0xfd, 0xff,  // version: major, minor, revision
      0xfc, 0xff, 0xff, 0xff,  // version: build
      0x00, 0x00, 0x00, 0x00,  // padding
  };
  CHECK(encoded(sample()) == expected);
}

TEST_CASE("Image header: what was encoded decodes to the same fields") {
  ImageHeader decoded;
  REQUIRE(decode_image_header(encoded(sample()), decoded) == Status::kOk);
  CHECK(decoded.load_address == sample().load_address);
  CHECK(decoded.header_size_bytes == sample().header_size_bytes);
  CHECK(decoded.protected_size_bytes == sample().protected_size_bytes);
  CHECK(decoded.payload_size_bytes == sample().payload_size_bytes);
  CHECK(decoded.flags == sample().flags);
  CHECK(decoded.version == sample().version);
}

TEST_CASE("Image header: any wrong bit in the magic is kImageMagic") {
  for (unsigned bit = 0; bit < 32; ++bit) {
    HeaderBytes bytes = encoded(sample());
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1u << (bit % 8)));
    ImageHeader decoded;
    CHECK(decode_image_header(bytes, decoded) == Status::kImageMagic);
  }
}

TEST_CASE("Image header: a malformed field is kImageHeader") {
  ImageHeader header = sample();
  SUBCASE("header size below the header itself") { header.header_size_bytes = 31; }
  SUBCASE("header size zero") { header.header_size_bytes = 0; }
  SUBCASE("protected area smaller than its info") { header.protected_size_bytes = 3; }
  SUBCASE("protected area of one byte") { header.protected_size_bytes = 1; }
  SUBCASE("empty payload") { header.payload_size_bytes = 0; }
  ImageHeader decoded;
  CHECK(decode_image_header(encoded(header), decoded) == Status::kImageHeader);
}

TEST_CASE("Image header: a non-zero byte in the padding word is kImageHeader") {
  for (std::size_t at = 28; at < 32; ++at) {
    HeaderBytes bytes = encoded(sample());
    bytes[at] = 0x80;
    ImageHeader decoded;
    CHECK(decode_image_header(bytes, decoded) == Status::kImageHeader);
  }
}

TEST_CASE("Image header: each flag without support is kImageFlags, each with support is taken") {
  for (unsigned bit = 0; bit < 32; ++bit) {
    ImageHeader header = sample();
    header.flags = 1u << bit;
    const bool supported = (header.flags & kSupportedFlags) != 0;
    ImageHeader decoded;
    CAPTURE(bit);
    CHECK(decode_image_header(encoded(header), decoded) == (supported ? Status::kOk : Status::kImageFlags));
  }
}

TEST_CASE("Version: ordered by major, minor, revision, build, all unsigned") {
  CHECK(Version{1, 0, 0, 0} > Version{0, 255, 65535, 0xffffffff});
  CHECK(Version{1, 2, 0, 0} > Version{1, 1, 65535, 0xffffffff});
  CHECK(Version{1, 2, 4, 0} > Version{1, 2, 3, 0xffffffff});
  CHECK(Version{1, 2, 3, 0x80000000} > Version{1, 2, 3, 0x7fffffff});
  CHECK(Version{0x80, 0, 0, 0} > Version{0x7f, 0, 0, 0});
  CHECK(Version{1, 2, 0x8000, 0} > Version{1, 2, 0x7fff, 0});
  CHECK(Version{1, 2, 3, 4} == Version{1, 2, 3, 4});
}

}  // namespace
}  // namespace switchback::wire
