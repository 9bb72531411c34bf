// Detection of formats, raw binaries, and the check of the firmware's link address.
#include "packer/input/input.h"

#include <doctest/doctest.h>

#include <string>

#include "host/text.h"

namespace switchback::packer {
TEST_CASE("Input: the format is told by content") {
  CHECK(detect_input_format(host::as_bytes("\x7f"
                                           "ELF")) == InputFormat::kElf);
  CHECK(detect_input_format(host::as_bytes(":00000001FF")) == InputFormat::kIntelHex);
  CHECK(detect_input_format(host::as_bytes("\r\n:00000001FF\n")) == InputFormat::kIntelHex);
  CHECK(detect_input_format(host::as_bytes(":0000000")) == InputFormat::kBinary);
  CHECK(detect_input_format(host::as_bytes(":00000001FG")) == InputFormat::kBinary);
  CHECK(detect_input_format(host::as_bytes("")) == InputFormat::kBinary);
  CHECK(detect_input_format(host::as_bytes("\n\n")) == InputFormat::kBinary);
  CHECK(detect_input_format(host::as_bytes("\xef\xbb\xbf:00000001FF\n")) == InputFormat::kIntelHex);
  CHECK(detect_input_format(host::as_bytes("S9030000FC\n")) == InputFormat::kSrec);
  CHECK(detect_input_format(host::as_bytes("S903000\n")) == InputFormat::kBinary);
  CHECK(detect_input_format(host::as_bytes("UF2\nWQ]\x9e")) == InputFormat::kUf2);
}

TEST_CASE("Input: a given format overrides what the content looks like") {
  const std::string text = ":00000001FF\n";
  const auto firmware = read_firmware(host::as_bytes(text), 0xff, InputFormat::kBinary);
  REQUIRE(firmware.has_value());
  CHECK(firmware->bytes.size() == text.size());
  CHECK(firmware->format == InputFormat::kBinary);
}

TEST_CASE("Input: a raw binary is taken as it is and has no address") {
  const auto firmware = read_firmware(host::as_bytes("a\x01\x02"), 0xff);
  REQUIRE(firmware.has_value());
  CHECK(firmware->bytes == std::vector<std::uint8_t>{'a', 1, 2});
  CHECK_FALSE(firmware->load_address.has_value());
  CHECK_FALSE(firmware->entry.has_value());
}

TEST_CASE("Input: an empty binary is refused") {
  const auto firmware = read_firmware({}, 0xff);
  REQUIRE_FALSE(firmware.has_value());
  CHECK(firmware.error().code == ErrorCode::kFormat);
  CHECK(firmware.error().message == "expected at least one byte of firmware, found an empty file");
}

TEST_CASE("Input: format names go both ways") {
  for (const auto format :
       {InputFormat::kBinary, InputFormat::kIntelHex, InputFormat::kElf, InputFormat::kSrec, InputFormat::kUf2}) {
    CHECK(input_format_from_name(input_format_name(format)) == format);
  }
  CHECK_FALSE(input_format_from_name("s19").has_value());
}

TEST_CASE("Input: a range keeps what lies inside it, and clips what crosses its borders") {
  // Four bytes at 0x10, and a configuration word far away.
  const std::string text = ":0400100001020304E2\n:020000041000EA\n:041014000F0F0F0F9C\n:00000001FF\n";
  const Bytes file = host::as_bytes(text);
  const auto inner = read_firmware(file, 0xff, std::nullopt, AddressRange{0, 0x1000});
  REQUIRE(inner.has_value());
  CHECK(inner->load_address == 0x10u);
  CHECK(inner->bytes == std::vector<std::uint8_t>{1, 2, 3, 4});
  const auto clipped = read_firmware(file, 0xff, std::nullopt, AddressRange{0x11, 2});
  REQUIRE(clipped.has_value());
  CHECK(clipped->load_address == 0x11u);
  CHECK(clipped->bytes == std::vector<std::uint8_t>{2, 3});
  const auto last = read_firmware(file, 0xff, std::nullopt, AddressRange{0x10001014, 0xefffefecu});
  REQUIRE(last.has_value());
  CHECK(last->bytes.size() == 4);
}

TEST_CASE("Input: a range that holds nothing, or over a raw binary, is refused") {
  const std::string text = ":0400100001020304E2\n:00000001FF\n";
  const Bytes file = host::as_bytes(text);
  CHECK(read_firmware(file, 0xff, std::nullopt, AddressRange{0x14, 0x100}).error().code == ErrorCode::kFormat);
  CHECK(read_firmware(file, 0xff, InputFormat::kBinary, AddressRange{0, 1}).error().code == ErrorCode::kUsage);
}

TEST_CASE("Input: firmware linked for another address is refused") {
  Firmware firmware;
  CHECK(check_load_address(firmware, 0x9200).has_value());
  firmware.load_address = 0x9200;
  CHECK(check_load_address(firmware, 0x9200).has_value());
  const auto checked = check_load_address(firmware, 0x1f200);
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().code == ErrorCode::kIncompatible);
  CHECK(checked.error().message ==
        "load address: expected 0x1f200 (slot address plus header size), found 0x9200; link the firmware for its slot");
}

}  // namespace switchback::packer
