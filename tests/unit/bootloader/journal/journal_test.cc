#include "bootloader/journal/journal.h"

#include <doctest/doctest.h>

#include "bootloader/board/flash_io.h"
#include "rig/flash/sim_flash.h"

namespace switchback::bootloader {
namespace {

using rig::Cut;
using rig::CutPhase;

constexpr std::uint32_t kBankBytes = 512;  // ten records of 48 bytes, three of them kept
constexpr std::array<SectorRun, 1> kSectors{{{0, kBankBytes, 2}}};

Layout make_layout(std::uint32_t write_unit_bytes = 4, std::uint8_t erased_value = 0xff) {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = write_unit_bytes;
  layout.erased_value = erased_value;
  layout.journal = {0, 2 * kBankBytes};
  layout.initial_security_floor = 5;
  return layout;
}

// The journal as a fresh start finds it.
State load(rig::SimFlash& flash, const Layout& layout) {
  State state;
  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  return state;
}

// Appends records whose tags are 1, 2, … `count`.
void fill(rig::SimFlash& flash, const Layout& layout, std::uint32_t count) {
  State state;
  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  for (std::uint32_t tag = 1; tag <= count; ++tag) {
    state.staged_tag = tag;
    REQUIRE(journal.append(state) == Status::kOk);
  }
}

TEST_CASE("Journal: a blank flash of either kind is a new device") {
  for (const std::uint8_t erased : {std::uint8_t{0xff}, std::uint8_t{0x00}}) {
    const Layout layout = make_layout(4, erased);
    rig::SimFlash flash(layout, {}, 1);
    const State state = load(flash, layout);
    CHECK(state.sequence == 0);
    CHECK(state.phase == Phase::kIdle);
    CHECK(state.security_floor == 5);
    CHECK(flash.operations() == 0);
  }
}

TEST_CASE("Journal: the last record is the state, for every write unit and through many compactions") {
  for (const std::uint32_t unit : {1u, 2u, 4u, 8u, 16u, 32u, 64u, 128u}) {
    const Layout layout = make_layout(unit);
    for (std::uint32_t count = 1; count <= 40; ++count) {
      rig::SimFlash flash(layout, {}, 1);
      fill(flash, layout, count);
      CAPTURE(unit);
      CAPTURE(count);
      CHECK(load(flash, layout).staged_tag == count);
      CHECK(flash.faults().empty());
    }
  }
}

TEST_CASE("Journal: a state that was read cleanly costs no flash operation") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 3);
  flash.arm(std::nullopt);
  (void)load(flash, layout);
  CHECK(flash.operations() == 0);
}

TEST_CASE("Journal: a torn record falls back to the previous one") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 3);
  for (std::uint32_t bank = 0; bank < 2; ++bank) flash.flip_bit(bank * kBankBytes + 2 * 48 + 40, 3);
  CHECK(load(flash, layout).staged_tag == 2);
}

TEST_CASE("Journal: a record that only one bank holds is the state and is written afresh") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 3);
  flash.flip_bit(kBankBytes + 2 * 48 + 40, 3);
  flash.arm(std::nullopt);
  CHECK(load(flash, layout).staged_tag == 3);
  CHECK(flash.operations() > 0);
  flash.arm(std::nullopt);
  CHECK(load(flash, layout).staged_tag == 3);
  CHECK(flash.operations() == 0);
}

TEST_CASE("Journal: one destroyed bank loses nothing, whichever it is") {
  const Layout layout = make_layout();
  for (std::uint32_t bank = 0; bank < 2; ++bank) {
    for (std::uint32_t count = 1; count <= 12; ++count) {
      rig::SimFlash flash(layout, {}, 1);
      fill(flash, layout, count);
      const std::vector<std::uint8_t> garbage(kBankBytes, 0x5a);
      flash.install(bank * kBankBytes, garbage);
      CAPTURE(bank);
      CAPTURE(count);
      CHECK(load(flash, layout).staged_tag == count);
      fill(flash, layout, 3);
      CHECK(load(flash, layout).staged_tag == 3);
      CHECK(flash.faults().empty());
    }
  }
}

TEST_CASE("Journal: an unreadable record is skipped, an unreadable bank loses nothing") {
  const Layout layout = make_layout(8);
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 4);
  for (std::uint32_t at = 0; at < kBankBytes; at += 8) flash.make_unreadable(at);
  CHECK(load(flash, layout).staged_tag == 4);
}

TEST_CASE("Journal: with both banks destroyed the device counts as new and can write again") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  const std::vector<std::uint8_t> garbage(std::size_t{2} * kBankBytes, 0x5a);
  flash.install(0, garbage);
  CHECK(load(flash, layout).sequence == 0);
  fill(flash, layout, 2);
  CHECK(load(flash, layout).staged_tag == 2);
  CHECK(flash.faults().empty());
}

TEST_CASE("Journal: fresh records after a reset skip a number, so that none can come back with theirs") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 2);
  CHECK(load(flash, layout).sequence == 2);
  fill(flash, layout, 1);
  CHECK(load(flash, layout).sequence == 4);
}

TEST_CASE("Journal: when neither bank has room, loading makes room while nothing depends on it") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 7);
  flash.arm(std::nullopt);
  CHECK(load(flash, layout).staged_tag == 7);
  CHECK(flash.operations() == 4);  // a record in two kept places, an erase and a record in the other bank
}

// Cuts `operation` of the append of record `count` + 1, then checks that the state is one of the
// two, stays the same from then on, and that the journal works.
void cut_append(const Layout& layout, const rig::FlashModel& model, std::uint32_t count, const Cut& cut) {
  rig::SimFlash flash(layout, model, cut.pattern + 1);
  fill(flash, layout, count);
  State state;
  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  flash.arm(cut);
  state.staged_tag = count + 1;
  bool lost_power = false;
  try {
    (void)journal.append(state);
  } catch (const rig::PowerLoss&) {
    lost_power = true;
  }
  flash.arm(std::nullopt);
  const std::uint32_t found = load(flash, layout).staged_tag;
  CHECK(found >= count);
  CHECK(found <= count + 1);
  if (!lost_power) CHECK(found == count + 1);
  for (int start = 0; start < 4; ++start) CHECK(load(flash, layout).staged_tag == found);
  fill(flash, layout, 7);
  CHECK(load(flash, layout).staged_tag == 7);
  CHECK(flash.faults().empty());
}

TEST_CASE("Journal: power may fail in every operation of every append, compaction included") {
  for (const auto torn_reads : {rig::TornReads::kStable, rig::TornReads::kUnstable, rig::TornReads::kFault}) {
    const Layout layout = make_layout(8);
    for (std::uint32_t count = 1; count <= 12; ++count) {
      for (std::uint64_t operation = 0; operation < 4; ++operation) {
        for (std::uint32_t pattern = 0; pattern < 8; ++pattern) {
          CAPTURE(count);
          CAPTURE(operation);
          CAPTURE(pattern);
          for (const auto phase : {CutPhase::kBefore, CutPhase::kInside, CutPhase::kAfter}) {
            cut_append(layout, {.write_once = true, .torn_reads = torn_reads}, count, {operation, phase, pattern});
          }
        }
      }
    }
  }
}

TEST_CASE("Journal: a new device whose very first record was cut short in the second bank is not written over") {
  const Layout layout = make_layout();
  for (std::uint32_t pattern = 0; pattern < 16; ++pattern) {
    rig::SimFlash flash(layout, {}, pattern);
    JournalWithRoom journal(flash, layout);
    State state;
    REQUIRE(journal.load(state) == Status::kOk);
    flash.arm(Cut{2, CutPhase::kInside, pattern});  // bank 0: erase, record; bank 1: erase
    bool lost_power = false;
    try {
      (void)journal.append(state);
    } catch (const rig::PowerLoss&) {
      lost_power = true;
    }
    CHECK(lost_power);
    flash.arm(std::nullopt);
    CHECK(load(flash, layout).sequence > 0);
    CHECK(flash.faults().empty());
  }
}

// Puts `count` records into both banks; `first` cuts the next record, `second` what the start after
// it does. Then the state is one of the two, stays the same, and nothing half-erased is written to.
void cut_twice(const Layout& layout, const rig::FlashModel& model, std::uint32_t count, std::uint64_t seed,
               const Cut& first, const Cut& second) {
  rig::SimFlash flash(layout, model, seed);
  fill(flash, layout, count);
  for (const Cut& cut : {first, second}) {
    flash.arm(cut);
    try {
      State state;
      JournalWithRoom journal(flash, layout);
      (void)journal.load(state);
      state.staged_tag = count + 1;
      (void)journal.append(state);
    } catch (const rig::PowerLoss&) {
    }
  }
  flash.arm(std::nullopt);
  const std::uint32_t found = load(flash, layout).staged_tag;
  CHECK((found == count || found == count + 1));
  for (int start = 0; start < 3; ++start) CHECK(load(flash, layout).staged_tag == found);
  fill(flash, layout, 7);
  CHECK(load(flash, layout).staged_tag == 7);
  CHECK(flash.faults().empty());
}

void cut_twice_everywhere(const Layout& layout, const rig::FlashModel& model, std::uint32_t count) {
  for (std::uint64_t first = 0; first < 3; ++first) {
    for (std::uint64_t second = 0; second < 5; ++second) {
      for (std::uint32_t seed = 0; seed < 100; ++seed) {
        CAPTURE(count);
        CAPTURE(first);
        CAPTURE(second);
        CAPTURE(seed);
        cut_twice(layout, model, count, seed, {first, CutPhase::kInside, seed / 4}, {second, CutPhase::kInside, seed});
      }
    }
  }
}

TEST_CASE("Journal: two cuts in a row around a compaction, in every operation of both") {
  for (const auto torn_reads : {rig::TornReads::kStable, rig::TornReads::kUnstable, rig::TornReads::kFault}) {
    for (const std::uint32_t write_unit_bytes : {8u, 64u}) {  // a torn record of one unit may look blank as a whole
      for (std::uint32_t count = 2; count <= 8; ++count) {
        cut_twice_everywhere(make_layout(write_unit_bytes), {.write_once = true, .torn_reads = torn_reads}, count);
      }
    }
  }
}

TEST_CASE("Journal: a bank whose sectors broke leaves the other in force") {
  const Layout layout = make_layout();
  for (std::uint32_t bank = 0; bank < 2; ++bank) {
    rig::SimFlash flash(layout, {}, 1);
    fill(flash, layout, 1);
    flash.break_sector(bank * kBankBytes);
    State state;
    JournalWithRoom journal(flash, layout);
    REQUIRE(journal.load(state) == Status::kOk);
    state.staged_tag = 9;
    CHECK(journal.append(state) == Status::kOk);
    CHECK(load(flash, layout).staged_tag == 9);
  }
}

TEST_CASE("Journal: a device that was healed and is idle again never erases the only bank that still takes records") {
  const Layout layout = make_layout();
  for (std::uint32_t broken = 0; broken < 2; ++broken) {
    rig::SimFlash flash(layout, {}, 1);
    flash.break_sector(broken * kBankBytes);
    State state;
    JournalWithRoom journal(flash, layout);
    REQUIRE(journal.load(state) == Status::kOk);
    state.last_reason = Status::kHealed;
    std::uint32_t kept = 0;
    Status status = Status::kOk;
    for (std::uint32_t tag = 1; tag <= 2 * kBankBytes / kRecordBytes && ok(status); ++tag) {
      state.staged_tag = tag;
      status = journal.append(state);
      if (ok(status)) kept = tag;
    }
    CHECK_FALSE(ok(status));
    CHECK(kept >= kBankBytes / kRecordBytes);
    CHECK_FALSE(ok(JournalWithRoom(flash, layout).load(state)));
    CHECK(state.staged_tag == kept);
  }
}

TEST_CASE("Journal: no record lowers the floor that was in force at load") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  State state;
  JournalWithRoom first(flash, layout);
  REQUIRE(first.load(state) == Status::kOk);
  state.security_floor = 7;
  REQUIRE(first.append(state) == Status::kOk);

  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  flash.arm(std::nullopt);
  state.security_floor = 6;
  CHECK(journal.append(state) == Status::kFlashVerify);
  CHECK(flash.operations() == 0);
  state.security_floor = 7;
  CHECK(journal.append(state) == Status::kOk);
  CHECK(load(flash, layout).security_floor == 7);
}

TEST_CASE("Journal: a state that would not read back is not written") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 1);
  State state;
  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  flash.arm(std::nullopt);
  state.phase = Phase{0};
  CHECK(journal.append(state) == Status::kFlashVerify);
  CHECK(flash.operations() == 0);
}

TEST_CASE("Journal: without a load nothing is written") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  State state;
  state.security_floor = 9;
  CHECK(JournalWithRoom(flash, layout).append(state) == Status::kFlashVerify);
  CHECK(flash.operations() == 0);
}

TEST_CASE("Journal: the newest floor is that of the newest record, in either bank") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  CHECK(newest_floor(flash, layout) == 5);
  State state;
  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  for (const std::uint32_t floor : {9u, 6u, 8u}) {
    state.security_floor = floor;
    REQUIRE(journal.append(state) == Status::kOk);
    CHECK(newest_floor(flash, layout) == floor);
  }
  flash.install(0, std::vector<std::uint8_t>(kBankBytes));
  CHECK(newest_floor(flash, layout) == 8);
}

TEST_CASE("Journal: when nothing can be written the old state stays and the failure is reported") {
  const Layout layout = make_layout();
  rig::SimFlash flash(layout, {}, 1);
  fill(flash, layout, 2);
  State state;
  JournalWithRoom journal(flash, layout);
  REQUIRE(journal.load(state) == Status::kOk);
  flash.break_sector(0);
  flash.break_sector(kBankBytes);
  state.staged_tag = 9;
  CHECK(journal.append(state) == Status::kFlashErase);
  CHECK(load(flash, layout).staged_tag == 2);
}

}  // namespace
}  // namespace switchback::bootloader
