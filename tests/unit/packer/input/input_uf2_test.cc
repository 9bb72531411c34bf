// UF2: blocks for flash are joined, others are passed over, and incomplete files are refused.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "packer/input/input.h"

namespace switchback::packer {
namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr std::uint32_t kHasFamily = 0x2000;
constexpr std::uint32_t kRp2040 = 0xe48bff56;

struct Block {
  std::uint32_t address = 0;
  std::uint32_t payload_bytes = 256;
  std::uint32_t flags = kHasFamily;
  std::uint32_t family = kRp2040;
};

// Every byte of block i's payload is i + 1.
Buffer make_uf2(const std::vector<Block>& blocks) {
  Buffer file(blocks.size() * 512);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const MutableBytes block = MutableBytes(file).subspan(i * 512, 512);
    store_u32(block, 0, 0x0a324655);
    store_u32(block, 4, 0x9e5d5157);
    store_u32(block, 8, blocks[i].flags);
    store_u32(block, 12, blocks[i].address);
    store_u32(block, 16, blocks[i].payload_bytes);
    store_u32(block, 20, static_cast<std::uint32_t>(i));
    store_u32(block, 24, static_cast<std::uint32_t>(blocks.size()));
    store_u32(block, 28, blocks[i].family);
    for (std::size_t at = 0; at < 476; ++at) block[32 + at] = static_cast<std::uint8_t>(i + 1);
    store_u32(block, 508, 0x0ab16f30);
  }
  return file;
}

void check_refused(const Buffer& file, const std::string& message, ErrorCode code = ErrorCode::kFormat) {
  const auto firmware = read_firmware(file, 0xff);
  REQUIRE_FALSE(firmware.has_value());
  CHECK(firmware.error().code == code);
  CHECK(firmware.error().message == message);
}

// Two good blocks with one field of the second changed.
void check_field_refused(std::size_t at, std::uint32_t value, const std::string& message) {
  Buffer file = make_uf2({{0x10002000}, {0x10002100}});
  store_u32(file, 512 + at, value);
  check_refused(file, "block 1: " + message);
}

}  // namespace

TEST_CASE("UF2: blocks are joined by address; gaps hold the erased value") {
  const auto firmware = read_firmware(make_uf2({{0x10002100, 4}, {0x10002000, 256}, {0x10002108, 2}}), 0xff);
  REQUIRE(firmware.has_value());
  CHECK(firmware->format == InputFormat::kUf2);
  CHECK(firmware->load_address == 0x10002000u);
  CHECK(firmware->is_cortex_m);
  Buffer expected(256, 2);
  const Buffer behind = {1, 1, 1, 1, 0xff, 0xff, 0xff, 0xff, 3, 3};
  expected.insert(expected.end(), behind.begin(), behind.end());
  CHECK(firmware->bytes == expected);
}

TEST_CASE("UF2: the family says whether the core is a Cortex-M") {
  CHECK(read_firmware(make_uf2({{0, 256, kHasFamily, 0xada52840}}), 0xff)->is_cortex_m);        // NRF52840
  CHECK_FALSE(read_firmware(make_uf2({{0, 256, kHasFamily, 0xe48bff5a}}), 0xff)->is_cortex_m);  // RP2350, RISC-V
  CHECK_FALSE(read_firmware(make_uf2({{0, 256, kHasFamily, 0x1c5f21b0}}), 0xff)->is_cortex_m);  // ESP32
  CHECK_FALSE(read_firmware(make_uf2({{0, 256, 0, kRp2040}}), 0xff)->is_cortex_m);              // a size, no family
}

TEST_CASE("UF2: blocks that are not for main flash are passed over, whatever their family") {
  const auto firmware = read_firmware(make_uf2({{0, 256, 1, 0}, {0x2000, 476, kHasFamily}}), 0xff);
  REQUIRE(firmware.has_value());
  CHECK(firmware->load_address == 0x2000u);
  CHECK(firmware->bytes.size() == 476);
  CHECK(firmware->is_cortex_m);
  check_refused(make_uf2({{0, 256, 1, 0}}), "expected at least one byte of firmware, found none");
}

TEST_CASE("UF2: blocks of two families are refused") {
  check_field_refused(
      28, 0xada52840,
      "family id: expected 0xe48bff56, as before, found 0xada52840; the file holds firmware for several "
      "chips, give that of one");
  check_field_refused(
      8, 0,
      "family id: expected 0xe48bff56, as before, found none; the file holds firmware for several chips, "
      "give that of one");
}

TEST_CASE("UF2: missing, joined and damaged blocks are refused") {
  check_field_refused(0, 0, "magic numbers: expected those of a UF2 block, found others; the file is damaged");
  check_field_refused(4, 0, "magic numbers: expected those of a UF2 block, found others; the file is damaged");
  check_field_refused(508, 0, "magic numbers: expected those of a UF2 block, found others; the file is damaged");
  check_field_refused(20, 2, "block number: expected 1, found 2; blocks are missing, or two files were joined");
  check_field_refused(24, 3,
                      "number of blocks: expected 2, as the file has, found 3; blocks are missing, or two files were "
                      "joined");
  Buffer file = make_uf2({{0}, {256}});
  file.resize(1000);
  check_refused(file, "expected blocks of 512 bytes, found 1000 bytes; is the file cut short?");
  file.resize(512);
  check_refused(
      file,
      "block 0: number of blocks: expected 1, as the file has, found 2; blocks are missing, or two files were "
      "joined");
}

TEST_CASE("UF2: payloads of a wrong size and file containers are refused") {
  check_field_refused(16, 0, "payload size: expected 1 to 476 bytes, found 0");
  check_field_refused(16, 477, "payload size: expected 1 to 476 bytes, found 477");
  check_field_refused(12, 0xffffff01,
                      "address: expected an end within 32-bit addresses, found 256 bytes at 0xffffff01");
  check_field_refused(8, 0x3000,
                      "flags: expected contents for flash, found a file container (0x1000), which is no firmware");
}

TEST_CASE("UF2: two values for one address are refused") {
  check_refused(make_uf2({{0}, {255}}),
                "block 1: expected one value for each address, found a value that differs from block 0 at 0x000000ff");
}

TEST_CASE("UF2: blocks changed at random are read or refused, never a crash") {
  const Buffer good = make_uf2({{0x2000}, {0x2100}});
  std::mt19937 random(20240501);  // seed: any, fixed so that a failure comes back
  for (int round = 0; round < 20000; ++round) {
    Buffer changed = good;
    for (int i = 0; i < 2; ++i) changed[random() % 2 * 512 + random() % 36] = static_cast<std::uint8_t>(random());
    CAPTURE(round);
    const auto firmware = read_firmware(changed, 0xff, InputFormat::kUf2);
    CHECK((firmware.has_value() ? firmware->bytes.size() <= kMaxInputSpanBytes : !firmware.error().message.empty()));
  }
}

}  // namespace switchback::packer
