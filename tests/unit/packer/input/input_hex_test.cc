// Intel HEX: every record type, and refusals for records with small errors.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "host/text.h"
#include "packer/input/input.h"

namespace switchback::packer {
namespace {

// A record with its checksum.
std::string record(std::uint8_t type, std::uint16_t offset, const std::vector<std::uint8_t>& data) {
  std::vector<std::uint8_t> bytes = {static_cast<std::uint8_t>(data.size()), static_cast<std::uint8_t>(offset >> 8),
                                     static_cast<std::uint8_t>(offset), type};
  bytes.insert(bytes.end(), data.begin(), data.end());
  std::uint8_t sum = 0;
  for (const auto byte : bytes) sum = static_cast<std::uint8_t>(sum + byte);
  bytes.push_back(static_cast<std::uint8_t>(-sum));
  std::string text = ":";
  for (const auto byte : bytes) {
    text += "0123456789ABCDEF"[byte >> 4];
    text += "0123456789ABCDEF"[byte & 15];
  }
  return text + "\n";
}

const std::string kEnd = ":00000001FF\n";

Result<Firmware> read(const std::string& text) {
  return read_firmware(host::as_bytes(text), 0xff, InputFormat::kIntelHex);
}

void check_refused(const std::string& text, const std::string& message, ErrorCode code = ErrorCode::kFormat) {
  const auto firmware = read(text);
  REQUIRE_FALSE(firmware.has_value());
  CHECK(firmware.error().code == code);
  CHECK(firmware.error().message == message);
}

}  // namespace

TEST_CASE("HEX: data, gaps and order become one range of bytes") {
  const auto firmware = read(record(0, 0x0106, {7, 8}) + record(0, 0x0100, {1, 2, 3, 4}) + kEnd);
  REQUIRE(firmware.has_value());
  CHECK(firmware->format == InputFormat::kIntelHex);
  CHECK(firmware->load_address == 0x0100);
  CHECK(firmware->bytes == std::vector<std::uint8_t>{1, 2, 3, 4, 0xff, 0xff, 7, 8});
  CHECK_FALSE(firmware->entry.has_value());
}

TEST_CASE("HEX: gaps hold the erased value of the flash") {
  const std::string text = record(0, 0, {1}) + record(0, 2, {3}) + kEnd;
  CHECK(read_firmware(host::as_bytes(text), 0x00)->bytes == std::vector<std::uint8_t>{1, 0, 3});
}

TEST_CASE("HEX: linear addresses and start") {
  const auto firmware = read(record(4, 0, {0x08, 0x00}) + record(0, 0xfffe, {1, 2}) + record(4, 0, {0x08, 0x01}) +
                             record(0, 0, {3, 4}) + record(5, 0, {0x08, 0x00, 0x01, 0x99}) + kEnd);
  REQUIRE(firmware.has_value());
  CHECK(firmware->load_address == 0x0800fffe);
  CHECK(firmware->bytes == std::vector<std::uint8_t>{1, 2, 3, 4});
  CHECK(firmware->entry == 0x08000199);
}

TEST_CASE("HEX: segment addresses and start") {
  const auto firmware =
      read(record(2, 0, {0x12, 0x00}) + record(0, 0x0034, {1, 2}) + record(3, 0, {0x10, 0x00, 0x00, 0x05}) + kEnd);
  REQUIRE(firmware.has_value());
  CHECK(firmware->load_address == 0x12034);
  CHECK(firmware->entry == 0x10005);
}

TEST_CASE("HEX: line ends of every system, blank lines and lower case are taken") {
  CHECK(read("\r\n:0100000041be\r\n\n  :00000001ff\r\n\n")->bytes == std::vector<std::uint8_t>{0x41});
  CHECK(read(":0100000041BE\n:00000001FF")->bytes == std::vector<std::uint8_t>{0x41});
  CHECK(read(":0100000041BE\r:00000001FF\r")->bytes == std::vector<std::uint8_t>{0x41});
}

TEST_CASE("HEX: what GNU objcopy writes is read") {
  const auto firmware = read(
      ":0A9200000040002021920000FEE76C\r\n:0C920A0001000000020000000300000052\r\n:040000030000920067\r\n"
      ":00000001FF\r\n");
  REQUIRE(firmware.has_value());
  CHECK(firmware->load_address == 0x9200);
  CHECK(firmware->bytes.size() == 0x16);
  CHECK(firmware->entry == 0x9200);
}

TEST_CASE("HEX: a wrong checksum is refused with the right one") {
  check_refused(":0100000041BF\n" + kEnd, "line 1: expected checksum BE, found BF");
}

TEST_CASE("HEX: a record whose length is wrong is refused") {
  check_refused(":02000000414243B8\n" + kEnd, "line 1: expected 2 data bytes, as the record's length says, found 3");
  check_refused(":0200000041BD\n" + kEnd, "line 1: expected 2 data bytes, as the record's length says, found 1");
  check_refused(":020000\n" + kEnd, "line 1: expected 2 data bytes, as the record's length says, found 0");
  check_refused(":\n" + kEnd, "line 1: expected 0 data bytes, as the record's length says, found 0");
}

TEST_CASE("HEX: text that is no record is refused") {
  check_refused("hello\n", "line 1: expected a record that starts with ':', found something else");
  check_refused(":010000004\n", "line 1: expected two hex digits for each byte of a record, found 9 characters");
  check_refused(":01000000G1BE\n", "line 1: expected hex digits, found another character in column 10");
  check_refused(":010000001GBE\n", "line 1: expected hex digits, found another character in column 11");
  check_refused(":" + std::string(600, '0') + "\n",
                "line 1: expected two hex digits for each byte of a record, found 600 characters");
}

TEST_CASE("HEX: unknown record types are refused") {
  check_refused(record(0x0a, 0, {1}) + kEnd, "line 1: expected a record type from 00 to 05, found 0A");
}

TEST_CASE("HEX: records of the wrong length for their type are refused") {
  for (const std::uint8_t type : {std::uint8_t{2}, std::uint8_t{4}}) {
    check_refused(record(type, 0, {1}) + kEnd, "line 1: expected 2 data bytes for this record type, found 1");
  }
  for (const std::uint8_t type : {std::uint8_t{3}, std::uint8_t{5}}) {
    check_refused(record(type, 0, {1, 2}) + kEnd, "line 1: expected 4 data bytes for this record type, found 2");
  }
  check_refused(record(1, 0, {1}), "line 1: expected 0 data bytes for this record type, found 1");
}

TEST_CASE("HEX: a file without its end record is refused") {
  check_refused(record(0, 0, {1}),
                "line 1: expected an end record (type 01) on the last line, found none; is the file cut short?");
}

TEST_CASE("HEX: text after the end record is refused") {
  check_refused(record(0, 0, {1}) + kEnd + record(0, 1, {2}),
                "line 3: expected nothing after the end record (type 01), found more text");
}

TEST_CASE("HEX: an address given twice must have one value") {
  check_refused(record(0, 0, {1, 2, 3}) + record(0, 1, {2, 4}) + kEnd,
                "line 2: expected one value for each address, found a value that differs from line 1 at 0x00000002");
  check_refused(record(0, 8, {1}) + record(0, 0, {1, 2}) + record(0, 4, {7}) + record(0, 0, {9}) + kEnd,
                "line 4: expected one value for each address, found a value that differs from line 2 at 0x00000000");
  CHECK(read(record(0, 0, {1, 2}) + record(0, 1, {2, 3}) + record(0, 0, {1}) + kEnd)->bytes ==
        std::vector<std::uint8_t>{1, 2, 3});
}

TEST_CASE("HEX: of several start addresses the first counts") {
  const auto firmware = read(record(5, 0, {0, 0, 0, 1}) + record(0, 0, {1}) + record(5, 0, {0, 0, 0, 1}) +
                             record(3, 0, {0, 0, 0, 7}) + kEnd);
  REQUIRE(firmware.has_value());
  CHECK(firmware->entry == 1);
}

TEST_CASE("HEX: a byte order mark and Ctrl-Z around the text are left out") {
  const std::vector<std::uint8_t> bytes = {0x41};
  for (const std::string end : {"", "\x1a", "\r\n\x1a\x1a\x1a", "\x1a\n"}) {
    const auto firmware = read("\xef\xbb\xbf:0100000041BE\r\n:00000001FF" + end);
    REQUIRE(firmware.has_value());
    CHECK(firmware->bytes == bytes);
  }
  check_refused(kEnd + "\x1a" + kEnd, "line 2: expected nothing after the end record (type 01), found more text");
}

TEST_CASE("HEX: lines of remarks are passed over, and no record is") {
  const std::string text = "; by a tool\n# of some kind\n" + record(0, 0, {1}) + ";" + record(0, 1, {2}) + kEnd;
  CHECK(read(text + ";PIC16F876\n")->bytes == std::vector<std::uint8_t>{1});
  CHECK(detect_input_format(host::as_bytes(text)) == InputFormat::kIntelHex);
  check_refused("by a tool\n" + text, "line 1: expected a record that starts with ':', found something else");
  check_refused(text + record(0, 1, {2}), "line 6: expected nothing after the end record (type 01), found more text");
}

TEST_CASE("HEX: data that wraps its segment or the address space is refused") {
  check_refused(record(2, 0, {0x10, 0x00}) + record(0, 0xffff, {1, 2}) + kEnd,
                "line 2: expected data within its 64 KiB segment, found 2 bytes at offset 0xffff");
  check_refused(record(4, 0, {0xff, 0xff}) + record(0, 0xffff, {1, 2}) + kEnd,
                "line 2: expected data within 32-bit addresses, found 2 bytes at offset 0xffff");
  CHECK(read(record(4, 0, {0xff, 0xff}) + record(0, 0xffff, {1}) + kEnd)->load_address == 0xffffffff);
}

TEST_CASE("HEX: a linear address ends the rule of 64 KiB segments") {
  const auto firmware =
      read(record(2, 0, {0x10, 0x00}) + record(4, 0, {0x00, 0x01}) + record(0, 0xffff, {1, 2}) + kEnd);
  REQUIRE(firmware.has_value());
  CHECK(firmware->load_address == 0x1ffff);
}

TEST_CASE("HEX: two bytes far apart cost an error and no memory") {
  const std::string advice =
      "; if a part is configuration words or is linked for RAM, select the firmware's addresses: image --input-range, "
      "or the manifest's input_range";
  const std::string far = record(0, 0, {1}) + record(4, 0, {0x20, 0x00}) + record(0, 0, {1}) + kEnd;
  check_refused(
      far, "line 3: expected no gap of 1048576 bytes or more, found no data from 0x00000001 to 0x1fffffff" + advice,
      ErrorCode::kTooBig);
  const auto all = read_firmware(host::as_bytes(far), 0xff, std::nullopt, AddressRange{0, 0x20000001});
  REQUIRE_FALSE(all.has_value());
  CHECK(all.error().code == ErrorCode::kTooBig);
  CHECK(all.error().message ==
        "line 3: expected all data within 67108864 bytes, found 0x00000000 to 0x20000000" + advice);
}

TEST_CASE("HEX: gaps below a megabyte are filled, larger ones only within a range that somebody gave") {
  const std::string megabyte_less = record(0, 0, {1}) + record(4, 0, {0x00, 0x10}) + record(0, 0, {1}) + kEnd;
  CHECK(read(megabyte_less)->bytes.size() == kMaxInputGapBytes + 1);
  const std::string megabyte = record(0, 0, {1}) + record(4, 0, {0x00, 0x10}) + record(0, 1, {1}) + kEnd;
  CHECK(read(megabyte).error().code == ErrorCode::kTooBig);
  const std::string largest = record(0, 0, {1}) + record(4, 0, {0x03, 0xff}) + record(0, 0xffff, {1}) + kEnd;
  CHECK(read(largest).error().code == ErrorCode::kTooBig);
  const auto firmware = read_firmware(host::as_bytes(largest), 0xff, std::nullopt, AddressRange{0, 0xffffffff});
  REQUIRE(firmware.has_value());
  CHECK(firmware->bytes.size() == kMaxInputSpanBytes);
}

TEST_CASE("HEX: a file without data is refused") {
  check_refused(kEnd, "expected at least one byte of firmware, found none");
  check_refused(record(0, 5, {}) + kEnd, "expected at least one byte of firmware, found none");
}

TEST_CASE("HEX: a file changed in any one character is read or refused, never a crash") {
  const std::string good =
      record(4, 0, {0x00, 0x01}) + record(0, 0x10, {1, 2, 3}) + record(5, 0, {0, 1, 0, 0x10}) + kEnd;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = good;
      changed[at] = static_cast<char>(value);
      const auto firmware = read(changed);
      CHECK((firmware.has_value() || !firmware.error().message.empty()));
    }
    const auto cut = read(good.substr(0, at));
    // The last character is the line end, and a last line may lack it.
    CHECK(cut.has_value() == (at == good.size() - 1));
  }
}

}  // namespace switchback::packer
