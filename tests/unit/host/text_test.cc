#include "host/text.h"

#include <doctest/doctest.h>

#include <string>

namespace switchback::host {

TEST_CASE("Text: versions go both ways") {
  CHECK(parse_version("1.2.3") == wire::Version{1, 2, 3, 0});
  CHECK(parse_version("1.2.3+4") == wire::Version{1, 2, 3, 4});
  CHECK(parse_version("255.255.65535+4294967295") == wire::Version{255, 255, 65535, 4294967295});
  for (const char* text : {"0.0.0", "1.2.3", "1.2.3+4", "255.255.65535+4294967295"}) {
    CHECK(version_text(parse_version(text).value()) == text);
  }
  CHECK(version_text({1, 2, 3, 0}) == "1.2.3");
}

TEST_CASE("Text: what is not quite a version is none") {
  for (const char* text :
       {"",       "1",      "1.2",    "1.2.",     "1.2.3.4", "1.2.3+",  "1.2.3+4 ",  " 1.2.3",           "+1.2.3",
        "-1.2.3", "01.2.3", "1.02.3", "1.2.3+04", "256.0.0", "0.256.0", "0.0.65536", "0.0.0+4294967296", "1.2.x",
        "1,2,3",  "0x1.2.3"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_version(text).has_value());
  }
}

TEST_CASE("Text: UUIDs go both ways, in either case") {
  const std::string text = "8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e04";
  const auto id = parse_uuid(text);
  REQUIRE(id.has_value());
  CHECK((*id)[0] == 0x8f);
  CHECK((*id)[15] == 0x04);
  CHECK(uuid_text(*id) == text);
  CHECK(parse_uuid("8F6CBB34-5A3E-5D0C-9B7E-2F3D6C1A9E04") == id);
}

TEST_CASE("Text: what is not quite a UUID is none") {
  for (const char* text : {"", "8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e0", "8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e044",
                           "8f6cbb345-a3e-5d0c-9b7e-2f3d6c1a9e04", "8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e0g",
                           "8f6cbb3405a3e-5d0c-9b7e-2f3d6c1a9e04", "{8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e}"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_uuid(text).has_value());
  }
}

TEST_CASE("Text: hex goes both ways") {
  CHECK(parse_hex("00fF10") == std::vector<std::uint8_t>{0x00, 0xff, 0x10});
  CHECK(hex_text(std::vector<std::uint8_t>{0x00, 0xff, 0x10}) == "00ff10");
  CHECK(parse_hex("").value().empty());
  for (const char* text : {"0", "0g", "g0", "+1", "-1", " 1", "0x"}) CHECK_FALSE(parse_hex(text).has_value());
}

TEST_CASE("Text: times go both ways") {
  CHECK(time_text(0) == "1970-01-01T00:00:00Z");
  CHECK(time_text(1714564800) == "2024-05-01T12:00:00Z");
  CHECK(time_text(-1) == "1969-12-31T23:59:59Z");
  for (const std::int64_t seconds : {std::int64_t{0}, std::int64_t{1709251199}, std::int64_t{253402300799}}) {
    CHECK(parse_time(time_text(seconds)) == seconds);
  }
}

TEST_CASE("Text: what is not quite a time is none") {
  for (const char* text :
       {"", "2024-05-01", "2024-05-01T12:00:00", "2024-05-01 12:00:00Z", "2023-02-29T12:00:00Z", "2024-13-01T12:00:00Z",
        "2024-00-01T12:00:00Z", "2024-05-00T12:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01T12:60:00Z",
        "2024-05-01T12:00:60Z", "2024-05-01t12:00:00z", "x024-05-01T12:00:00Z", "2024-5-001T12:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text).has_value());
  }
}

TEST_CASE("Text: a decimal number has no sign, leading zero or company") {
  CHECK(parse_decimal("0", 10) == 0);
  CHECK(parse_decimal("10", 10) == 10);
  CHECK(parse_decimal("18446744073709551615", UINT64_MAX) == UINT64_MAX);
  for (const char* text : {"", "11", "00", "07", "-1", "+1", " 1", "1 ", "1x", "0x1", "1.0", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_decimal(text, 10).has_value());
  }
}

TEST_CASE("Text: the automatic counter is imgtool's") {
  CHECK(automatic_counter({1, 2, 3, 4}) == 0x01020003);
  CHECK(automatic_counter({255, 255, 65535, 1}) == 0xffffffff);
}

TEST_CASE("Text: names that could leave their folder or look like options are none") {
  for (const char* text : {"blinky", "a", "0", "Blinky-1.2.3+4_x"}) CHECK(is_plain_name(text));
  for (const char* text : {"", ".", "..", ".hidden", "-f", "_x", "+x", "a/b", "a\\b", "a b", "a\nb", "\xc3\xa4"}) {
    CAPTURE(text);
    CHECK_FALSE(is_plain_name(text));
  }
  CHECK(is_plain_name(std::string(64, 'a')));
  CHECK_FALSE(is_plain_name(std::string(65, 'a')));
}

}  // namespace switchback::host
