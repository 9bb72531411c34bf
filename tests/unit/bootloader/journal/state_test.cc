#include "bootloader/journal/state.h"

#include <doctest/doctest.h>

#include <string_view>

#include "bootloader/journal/crc32.h"

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
                    .attempts = 4,
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

constexpr std::array<SectorRun, 1> kSectors{{{0, 0x100, 100}}};

// Slots of eight and nine units.
Layout make_layout(Strategy strategy) {
  Layout layout;
  layout.sectors = kSectors;
  layout.strategy = strategy;
  layout.slots = {Area{0x1000, 0x800}, Area{0x2000, 0x900}};
  layout.swap_unit_bytes = strategy == Strategy::kSwap ? 0x100 : 0;
  layout.journal = {0, 0x800};
  layout.trial_boots = 3;
  return layout;
}

TEST_CASE("State: one whose exchange leaves the slots is not sound") {
  const Layout layout = make_layout(Strategy::kSwap);
  const auto sound = [&](std::uint16_t units, std::uint16_t candidate_units, std::uint32_t progress) {
    const State state{.sequence = 1,
                      .phase = Phase::kSwapping,
                      .progress = progress,
                      .swap_units = units,
                      .candidate_units = candidate_units};
    return is_sound(state, layout);
  };
  CHECK(sound(8, 8, 16));
  CHECK(sound(0, 0, 0));
  CHECK_FALSE(sound(9, 8, 0));
  CHECK_FALSE(sound(7, 8, 0));
  CHECK_FALSE(sound(8, 8, 17));
  CHECK_FALSE(sound(0xffff, 0xffff, 0));
  CHECK_FALSE(sound(0xffff, 0, 0xffffffff));
}

TEST_CASE("State: under swap images execute in slot 0, and no more starts are left than the profile gives") {
  const Layout swap = make_layout(Strategy::kSwap);
  const Layout ab = make_layout(Strategy::kAb);
  CHECK_FALSE(is_sound({.sequence = 1, .active_slot = 1}, swap));
  CHECK(is_sound({.sequence = 1, .active_slot = 1}, ab));
  CHECK(is_sound({.sequence = 1, .phase = Phase::kTrial, .trial_boots_left = 3}, ab));
  CHECK_FALSE(is_sound({.sequence = 1, .phase = Phase::kTrial, .trial_boots_left = 4}, ab));
  CHECK_FALSE(is_sound({.sequence = 0}, ab));
  for (const Phase phase : {Phase::kSwapping, Phase::kReverting})
    CHECK_FALSE(is_sound({.sequence = 1, .phase = phase}, ab));
  CHECK_FALSE(is_sound({.sequence = 1, .swap_units = 1}, ab));
}

TEST_CASE(
    "State: an artefact that is staged elsewhere, at an odd address, or is empty, is not sound while it matters") {
  Layout layout = make_layout(Strategy::kSwap);
  const auto sound = [&](std::uint32_t address, std::uint32_t size_bytes, Phase phase = Phase::kRequested) {
    return is_sound({.sequence = 1, .phase = phase, .staged_address = address, .staged_size_bytes = size_bytes},
                    layout);
  };
  CHECK(sound(0x2100, 0x800));
  CHECK(sound(0x2800, 0x100));
  CHECK_FALSE(sound(0x28ff, 1));
  CHECK_FALSE(sound(0x2101, 1));
  CHECK_FALSE(sound(0x20ff, 1));
  CHECK_FALSE(sound(0x2100, 0x801));
  CHECK_FALSE(sound(0x2900, 1));
  CHECK_FALSE(sound(0x2100, 0));
  CHECK_FALSE(sound(0x1000, 0x10));
  CHECK_FALSE(sound(0xffffffff, 0xffffffff));
  CHECK_FALSE(sound(0x4000, 0x100));
  CHECK(sound(0x4000, 0x100, Phase::kIdle));
  layout.staging_in_slot = false;
  layout.staging = {0x4000, 0x200};
  for (const Phase phase : {Phase::kReceiving, Phase::kRequested, Phase::kRebuilding}) {
    CHECK(sound(0x4000, 0x200, phase));
    CHECK_FALSE(sound(0x4000, 0x201, phase));
    CHECK_FALSE(sound(0x3fff, 1, phase));
  }
}

}  // namespace
}  // namespace switchback::bootloader
