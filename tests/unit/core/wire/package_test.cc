#include "core/wire/package.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

namespace switchback::wire {
namespace {

using PackageData = std::array<std::uint8_t, kPackageBytes>;
using BaseData = std::array<std::uint8_t, kPackageBaseBytes>;

PackageInfo sample() {
  PackageInfo info;
  info.kind = PayloadKind::kDelta;
  info.codec = Codec::kDeflate;
  info.window_bits = 12;
  info.decoder_ram_bytes = 0x00003456;
  info.target_size_bytes = 0x00012345;
  std::iota(info.target_digest.begin(), info.target_digest.end(), std::uint8_t{0x40});
  return info;
}

PackageData encoded(const PackageInfo& info) {
  PackageData data{};
  encode_package_info(info, data);
  return data;
}

TEST_CASE("Package TLV: every field lies where the format says") {
  const PackageData data = encoded(sample());
  const std::array<std::uint8_t, 12> head = {1, 2, 1, 12, 0x56, 0x34, 0, 0, 0x45, 0x23, 1, 0};
  CHECK(std::equal(head.begin(), head.end(), data.begin()));
  CHECK(data[12] == 0x40);
  CHECK(data[43] == 0x5f);
}

TEST_CASE("Package TLV: what was encoded decodes to the same fields") {
  PackageInfo decoded;
  REQUIRE(decode_package_info(encoded(sample()), decoded) == Status::kOk);
  CHECK(decoded.kind == sample().kind);
  CHECK(decoded.codec == sample().codec);
  CHECK(decoded.window_bits == sample().window_bits);
  CHECK(decoded.decoder_ram_bytes == sample().decoder_ram_bytes);
  CHECK(decoded.target_size_bytes == sample().target_size_bytes);
  CHECK(decoded.target_digest == sample().target_digest);
}

TEST_CASE("Package TLV: every format version but 1 is kPackageFormat") {
  for (unsigned version = 0; version < 256; ++version) {
    PackageData data = encoded(sample());
    data[0] = static_cast<std::uint8_t>(version);
    PackageInfo decoded;
    CHECK(decode_package_info(data, decoded) == (version == 1 ? Status::kOk : Status::kPackageFormat));
  }
}

TEST_CASE("Package TLV: an unknown codec is kPackageCodec") {
  for (unsigned codec = 3; codec < 256; ++codec) {
    PackageData data = encoded(sample());
    data[2] = static_cast<std::uint8_t>(codec);
    PackageInfo decoded;
    CHECK(decode_package_info(data, decoded) == Status::kPackageCodec);
  }
}

TEST_CASE("Package TLV: any other malformed field is kPackageField") {
  PackageData data = encoded(sample());
  SUBCASE("payload kind 0") { data[1] = 0; }
  SUBCASE("payload kind 3") { data[1] = 3; }
  SUBCASE("window with no codec") { data[2] = 0; }
  SUBCASE("deflate with no window") { data[3] = 0; }
  SUBCASE("window below 9 bits") { data[3] = 8; }
  SUBCASE("window above 15 bits") { data[3] = 16; }
  SUBCASE("target of no bytes") { std::fill_n(data.begin() + 8, 4, std::uint8_t{0}); }
  PackageInfo decoded;
  CHECK(decode_package_info(data, decoded) == Status::kPackageField);
}

TEST_CASE("Package TLV: deflate takes every window from 9 to 15 bits") {
  for (std::uint8_t window_bits = 9; window_bits <= 15; ++window_bits) {
    PackageInfo info = sample();
    info.window_bits = window_bits;
    PackageInfo decoded;
    CHECK(decode_package_info(encoded(info), decoded) == Status::kOk);
  }
}

TEST_CASE("Base TLV: what was encoded decodes to the same fields, in the format's order") {
  BaseInfo base;
  base.size_bytes = 0x04030201;
  base.digest.fill(0x77);
  BaseData data{};
  encode_base_info(base, data);
  CHECK(data[0] == 1);
  CHECK(data[3] == 4);
  CHECK(data[4] == 0x77);
  BaseInfo decoded;
  REQUIRE(decode_base_info(data, decoded) == Status::kOk);
  CHECK(decoded.size_bytes == base.size_bytes);
  CHECK(decoded.digest == base.digest);
}

TEST_CASE("Base TLV: a base of no bytes is kPackageField") {
  BaseInfo decoded;
  CHECK(decode_base_info(BaseData{}, decoded) == Status::kPackageField);
}

}  // namespace
}  // namespace switchback::wire
