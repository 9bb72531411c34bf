// S-records: every record type, and refusals for records with small errors.
#include <doctest/doctest.h>

#include <string>

#include "host/text.h"
#include "packer/input/input.h"

namespace switchback::packer {
namespace {

// A record with count and checksum; `address_bytes` of the address are written.
std::string record(char type, int address_bytes, std::uint32_t address, const std::vector<std::uint8_t>& data) {
  std::vector<std::uint8_t> bytes = {static_cast<std::uint8_t>(address_bytes + static_cast<int>(data.size()) + 1)};
  for (int i = address_bytes - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(address >> (8 * i)));
  bytes.insert(bytes.end(), data.begin(), data.end());
  std::uint8_t sum = 0;
  for (const auto byte : bytes) sum = static_cast<std::uint8_t>(sum + byte);
  bytes.push_back(static_cast<std::uint8_t>(~sum));
  std::string text = {'S', type};
  for (const auto byte : bytes) {
    text += "0123456789ABCDEF"[byte >> 4];
    text += "0123456789ABCDEF"[byte & 15];
  }
  return text + "\n";
}

const std::string kEnd = "S9030000FC\n";

Result<Firmware> read(const std::string& text) { return read_firmware(host::as_bytes(text), 0xff, InputFormat::kSrec); }

void check_refused(const std::string& text, const std::string& message, ErrorCode code = ErrorCode::kFormat) {
  const auto firmware = read(text);
  REQUIRE_FALSE(firmware.has_value());
  CHECK(firmware.error().code == code);
  CHECK(firmware.error().message == message);
}

}  // namespace

TEST_CASE("SREC: data records of all address widths become one range of bytes") {
  const std::string text = "S00600004844521B\n" + record('1', 2, 0x9104, {5}) + record('2', 3, 0x9102, {3}) +
                           record('3', 4, 0x9100, {1, 2}) + record('5', 2, 3, {}) + record('6', 3, 3, {}) +
                           record('7', 4, 0x9141, {});
  const auto firmware = read_firmware(host::as_bytes(text), 0xff);
  REQUIRE(firmware.has_value());
  CHECK(firmware->format == InputFormat::kSrec);
  CHECK(firmware->load_address == 0x9100u);
  CHECK(firmware->bytes == std::vector<std::uint8_t>{1, 2, 3, 0xff, 5});
  CHECK(firmware->entry == 0x9141u);
}

TEST_CASE("SREC: what GNU objcopy writes is read, with line ends of DOS") {
  const auto firmware = read("S00C0000656D7074792E733139B9\r\nS1079100010203045D\r\nS9032201D9\r\n\x1a");
  REQUIRE(firmware.has_value());
  CHECK(firmware->load_address == 0x9100u);
  CHECK(firmware->bytes == std::vector<std::uint8_t>{1, 2, 3, 4});
}

TEST_CASE("SREC: every end record is taken, and text behind it is not") {
  for (const std::string& end : {record('7', 4, 0, {}), record('8', 3, 0, {}), record('9', 2, 0, {})}) {
    CHECK(read(record('1', 2, 0, {1}) + end)->bytes == std::vector<std::uint8_t>{1});
    check_refused(record('1', 2, 0, {1}) + end + record('1', 2, 1, {2}),
                  "line 3: expected nothing after the end record (S7, S8 or S9), found more text");
  }
  check_refused(record('1', 2, 0, {1}),
                "line 1: expected an end record (S7, S8 or S9) on the last line, found none; is the file cut short?");
  check_refused(record('1', 2, 0, {1}) + record('9', 2, 0, {1}),
                "line 2: expected no data in this record type, found 1 bytes");
}

TEST_CASE("SREC: a count that is not that of the data records is refused") {
  check_refused(record('1', 2, 0, {1}) + record('5', 2, 2, {}) + kEnd,
                "line 2: expected a count of 1 data records, found 2; is a part of the file missing?");
  check_refused(record('1', 2, 0, {1}) + record('6', 3, 0, {}) + kEnd,
                "line 2: expected a count of 1 data records, found 0; is a part of the file missing?");
}

TEST_CASE("SREC: damaged records are refused") {
  check_refused("S1079100010203045E\n" + kEnd, "line 1: expected checksum 5D, found 5E");
  check_refused("S108910001020304" + std::string("5C\n") + kEnd,
                "line 1: expected 8 bytes, as the record's count says, and at least 3, found 7");
  check_refused("S10291006C\n" + kEnd, "line 1: expected 2 bytes, as the record's count says, and at least 3, found 3");
  check_refused("S10200FD\n" + kEnd, "line 1: expected 2 bytes, as the record's count says, and at least 3, found 2");
  check_refused("S1\n" + kEnd, "line 1: expected 0 bytes, as the record's count says, and at least 3, found 0");
  check_refused("S107910001020304\n5D\n",
                "line 1: expected 7 bytes, as the record's count says, and at least 3, found 6");
  check_refused("S10391X06B\n" + kEnd, "line 1: expected hex digits, found another character in column 7");
  check_refused("S103910\n" + kEnd, "line 1: expected two hex digits for each byte of a record, found 5 characters");
  check_refused("S1" + std::string(600, '0') + "\n",
                "line 1: expected two hex digits for each byte of a record, found 600 characters");
}

TEST_CASE("SREC: unknown record types and other text are refused") {
  check_refused(record('4', 2, 0, {1}) + kEnd,
                "line 1: expected a record type S0 to S3 or S5 to S9, found another one");
  check_refused("SA030000FC\n", "line 1: expected a record type S0 to S3 or S5 to S9, found another one");
  check_refused("S\n", "line 1: expected a record type S0 to S3 or S5 to S9, found none");
  check_refused("hello\n", "line 1: expected a record that starts with 'S', found something else");
}

TEST_CASE("SREC: data that passes the end of the address space is refused") {
  check_refused(record('3', 4, 0xffffffff, {1, 2}) + kEnd,
                "line 1: expected data within 32-bit addresses, found 2 bytes at 0xffffffff");
  CHECK(read(record('3', 4, 0xffffffff, {1}) + kEnd)->load_address == 0xffffffffu);
}

TEST_CASE("SREC: two values for one address are refused, and so are megabytes of gap") {
  check_refused(record('1', 2, 0, {1}) + record('1', 2, 0, {2}) + kEnd,
                "line 2: expected one value for each address, found a value that differs from line 1 at 0x00000000");
  CHECK(read(record('1', 2, 0, {1}) + record('3', 4, 0x1000, {2}) + record('3', 4, 0x10001000, {3}) + kEnd)
            .error()
            .code == ErrorCode::kTooBig);
}

TEST_CASE("SREC: a file without data is refused") {
  check_refused("S00600004844521B\n" + kEnd, "expected at least one byte of firmware, found none");
}

TEST_CASE("SREC: a file changed in any one character is read or refused, never a crash") {
  const std::string good =
      record('0', 2, 0, {1}) + record('3', 4, 0x10010, {1, 2, 3}) + record('5', 2, 1, {}) + record('7', 4, 0x10010, {});
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = good;
      changed[at] = static_cast<char>(value);
      const auto firmware = read(changed);
      CHECK((firmware.has_value() || !firmware.error().message.empty()));
    }
    const auto cut = read(good.substr(0, at));
    CHECK(cut.has_value() == (at == good.size() - 1));  // a last line may lack its end
  }
}

}  // namespace switchback::packer
