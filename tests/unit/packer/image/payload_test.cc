// Room that a linker left for the header is found, and nothing else is mistaken for such room.
#include "packer/image/payload.h"

#include <doctest/doctest.h>

#include <string>

#include "host/text.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;

constexpr std::uint32_t kSlot = 0x9000;
constexpr std::uint32_t kHeaderBytes = 256;

// Code for `address` with its vector table, behind `room` bytes.
Buffer firmware(std::size_t room, std::uint8_t fill, std::uint32_t address = kSlot + kHeaderBytes) {
  Buffer bytes(room + 128, 0xbf);
  std::fill_n(bytes.begin(), room, fill);
  store_u32(bytes, room, 0x20004000);
  for (std::size_t i = 1; i < 4; ++i) store_u32(bytes, room + 4 * i, address + 0x41);
  return bytes;
}

Buffer behind(const Buffer& bytes, std::size_t count) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(count), bytes.end()};
}

// `bytes` as S-records from `address` on.
std::string srec(const Buffer& bytes, std::uint32_t address) {
  std::string text;
  const auto add = [&text](std::uint8_t byte) {
    text += "0123456789ABCDEF"[byte >> 4];
    text += "0123456789ABCDEF"[byte & 15];
    return byte;
  };
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto place = static_cast<std::uint32_t>(address + at);
    text += "S3";
    std::uint32_t sum = add(6);
    for (int shift = 24; shift >= 0; shift -= 8) sum += add(static_cast<std::uint8_t>(place >> shift));
    sum += add(bytes[at]);
    add(static_cast<std::uint8_t>(~sum));
    text += '\n';
  }
  return text + "S70500000000FA\n";
}

// Of a build for a slot.
PayloadRules in_slot() {
  PayloadRules rules;
  rules.header_size_bytes = kHeaderBytes;
  rules.slot_address = kSlot;
  return rules;
}

PayloadRules anywhere() {
  PayloadRules rules;
  rules.header_size_bytes = kHeaderBytes;
  return rules;
}

void check_room_used(Bytes file, const PayloadRules& rules, const Buffer& expected) {
  const auto payload = read_payload(file, rules);
  REQUIRE_MESSAGE(payload.has_value(), payload.error().message);
  CHECK(payload->used_header_room);
  CHECK(payload->bytes == expected);
}

void check_taken_whole(Bytes file, const PayloadRules& rules, const Buffer& expected) {
  const auto payload = read_payload(file, rules);
  REQUIRE_MESSAGE(payload.has_value(), payload.error().message);
  CHECK_FALSE(payload->used_header_room);
  CHECK(payload->bytes == expected);
}

void check_refused(Bytes file, const PayloadRules& rules, ErrorCode code, const std::string& message) {
  const auto payload = read_payload(file, rules);
  REQUIRE_FALSE(payload.has_value());
  CHECK(payload.error().code == code);
  CHECK(payload.error().message == message);
}

}  // namespace

TEST_CASE("Payload: blank room of the header's size before a vector table is used for the header") {
  for (const auto fill : {std::uint8_t{0x00}, std::uint8_t{0xff}}) {
    const Buffer file = firmware(kHeaderBytes, fill);
    check_room_used(file, in_slot(), behind(file, kHeaderBytes));
    check_room_used(file, anywhere(), behind(file, kHeaderBytes));
    check_room_used(host::as_bytes(srec(file, kSlot)), in_slot(), behind(file, kHeaderBytes));
    check_room_used(host::as_bytes(srec(file, kSlot)), anywhere(), behind(file, kHeaderBytes));
  }
}

TEST_CASE("Payload: a file with addresses that starts with its slot needs no vectors to show its room") {
  Buffer file(kHeaderBytes + 64, 0x13);  // another core's code
  std::fill_n(file.begin(), kHeaderBytes, std::uint8_t{0});
  check_room_used(host::as_bytes(srec(file, kSlot)), in_slot(), behind(file, kHeaderBytes));
}

TEST_CASE("Payload: firmware without room is taken whole") {
  const Buffer file = firmware(0, 0);
  check_taken_whole(file, in_slot(), file);
  check_taken_whole(file, anywhere(), file);
  check_taken_whole(host::as_bytes(srec(file, kSlot + kHeaderBytes)), in_slot(), file);
}

TEST_CASE("Payload: blank bytes without vectors behind them are no room, and cannot start") {
  Buffer file(kHeaderBytes + 64, 0x13);
  std::fill_n(file.begin(), kHeaderBytes, std::uint8_t{0});
  CHECK(read_payload(file, in_slot()).error().code == ErrorCode::kFormat);
  CHECK(read_payload(file, anywhere()).error().code == ErrorCode::kFormat);
  PayloadRules rules = anywhere();
  rules.checks_vectors = false;
  check_taken_whole(file, rules, file);
}

TEST_CASE("Payload: room with other bytes in it is none") {
  for (const std::size_t at : {std::size_t{0}, std::size_t{100}, std::size_t{kHeaderBytes - 1}}) {
    Buffer file = firmware(kHeaderBytes, 0);
    file[at] = 0x55;
    const auto payload = read_payload(file, anywhere());
    CHECK((!payload.has_value() || !payload->used_header_room));
    CHECK(read_payload(host::as_bytes(srec(file, kSlot)), in_slot()).error().code == ErrorCode::kIncompatible);
  }
}

TEST_CASE("Payload: room for a header of another size is refused with the size to say") {
  check_refused(firmware(512, 0), anywhere(), ErrorCode::kIncompatible,
                "room for the header: expected 256 bytes before the vector table, or none, found 512; set it: "
                "--header-size 512 (manifest or profile: header_size)");
  check_refused(firmware(128, 0), in_slot(), ErrorCode::kIncompatible,
                "room for the header: expected 256 bytes before the vector table, or none, found 128; set it: "
                "--header-size 128 (manifest or profile: header_size)");
  check_refused(firmware(192, 0xff), anywhere(), ErrorCode::kIncompatible,
                "room for the header: expected 256 bytes before the vector table, or none, found 192; link with this "
                "much room (Zephyr: ROM_START_OFFSET)");
  check_refused(host::as_bytes(srec(firmware(512, 0), kSlot)), in_slot(), ErrorCode::kIncompatible,
                "room for the header: expected 256 bytes before the vector table, or none, found 512; set it: "
                "--header-size 512 (manifest or profile: header_size)");
}

TEST_CASE("Payload: room is not taken where the file says that it lies behind the header") {
  check_refused(host::as_bytes(srec(firmware(kHeaderBytes, 0), kSlot + kHeaderBytes)), in_slot(),
                ErrorCode::kIncompatible,
                "room for the header: expected 256 bytes before the vector table, or none, found 256; link the "
                "firmware to the start of its slot, or without room for the header");
}

TEST_CASE("Payload: firmware linked for another slot is refused, with room and without") {
  const Buffer file = firmware(kHeaderBytes, 0, 0x24100);
  CHECK(read_payload(file, in_slot()).error().code == ErrorCode::kIncompatible);
  CHECK(read_payload(host::as_bytes(srec(file, 0x24000)), in_slot()).error().code == ErrorCode::kIncompatible);
  CHECK(read_payload(firmware(0, 0, 0x24100), in_slot()).error().code == ErrorCode::kIncompatible);
  check_taken_whole(firmware(0, 0, 0x24100), anywhere(), firmware(0, 0, 0x24100));
}

TEST_CASE("Payload: a profile's core and RAM are the rules") {
  PayloadRules rules = in_slot();
  rules.vectors = {Core::kCortexM, {{0x20000000, 0x4000}}};
  const Buffer file = firmware(kHeaderBytes, 0);
  check_room_used(file, rules, behind(file, kHeaderBytes));
  rules.vectors.ram = {{0x20000000, 0x2000}};
  CHECK(read_payload(behind(file, kHeaderBytes), rules).error().code == ErrorCode::kIncompatible);
  rules.checks_vectors = false;
  check_taken_whole(behind(file, kHeaderBytes), rules, behind(file, kHeaderBytes));
}

TEST_CASE("Payload: a range of the file's addresses is judged as if nothing else were there") {
  const std::string code = srec(firmware(kHeaderBytes, 0), kSlot);
  const std::string words = srec({1, 2, 3, 4}, 0x10001000);
  const std::string both = words.substr(0, words.find("S7")) + code;
  CHECK(read_payload(host::as_bytes(both), in_slot()).error().code == ErrorCode::kTooBig);
  PayloadRules rules = in_slot();
  rules.range = {kSlot, 0x10000};
  check_room_used(host::as_bytes(both), rules, behind(firmware(kHeaderBytes, 0), kHeaderBytes));
}

}  // namespace switchback::packer
