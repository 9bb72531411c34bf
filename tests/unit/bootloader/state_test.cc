#include "bootloader/state.h"

#include <doctest/doctest.h>

#include <string_view>

#include "bootloader/crc32.h"

namespace switchback::bootloader {
namespace {

using Record = std::array<std::uint8_t, kRecordBytes>;

Record record_of(const State& state) {
  Record record;
  encode_state(state, record);
  return record;
}

void seal(Record& record) { store_u32(record, kRecordBytes - 4, crc32(Bytes(record).first<kRecordBytes - 4>())); }

TEST_CASE("CRC-32: the check value of the ISO-HDLC catalogue entry") {
  const std::string_view text = "123456789";
  CHECK(crc32({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}) == 0xcbf43926);
  CHECK(crc32({}) == 0);
}

TEST_CASE("State: what is encoded is decoded, field by field") {
  const State state{.sequence = 77,
                    .phase = Phase::kReverting,
                    .active_slot = 1,
                    .trial_boots_left = 3,
                    .security_floor = 0x01020304,
                    .candidate_counter = 0x05060708,
                    .progress = 9,
                    .swap_units = 0x1122,
                    .candidate_units = 0x3344,
                    .staged_address = 0x8000,
                    .staged_size_bytes = 0x1234,
                    .staged_tag = 0xcafe,
                    .last_reason = Status::kTrialExpired};
  State found;
  REQUIRE(decode_state(record_of(state), found));
  CHECK(record_of(found) == record_of(state));
  CHECK(found.sequence == 77);
  CHECK(found.phase == Phase::kReverting);
  CHECK(found.last_reason == Status::kTrialExpired);
}

TEST_CASE("State: any flipped bit makes the record invalid") {
  const Record good = record_of({.sequence = 1});
  for (std::uint32_t bit = 0; bit < kRecordBytes * 8; ++bit) {
    Record bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    State found;
    CAPTURE(bit);
    CHECK_FALSE(decode_state(bad, found));
  }
}

TEST_CASE("State: blank flash of either kind is no record") {
  for (const std::uint8_t erased : {std::uint8_t{0x00}, std::uint8_t{0xff}}) {
    Record blank;
    blank.fill(erased);
    State found;
    CHECK_FALSE(decode_state(blank, found));
  }
}

TEST_CASE("State: a phase or slot that does not exist is refused, whatever the checksum says") {
  State found;
  for (const int phase : {0, 8, 255}) {
    Record record = record_of({.sequence = 1});
    record[8] = static_cast<std::uint8_t>(phase);
    seal(record);
    CHECK_FALSE(decode_state(record, found));
  }
  Record record = record_of({.sequence = 1});
  record[9] = 2;
  seal(record);
  CHECK_FALSE(decode_state(record, found));
}

}  // namespace
}  // namespace switchback::bootloader
