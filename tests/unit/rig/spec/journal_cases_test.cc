// The real journal on a simulated flash, brought into every situation of the two tables.
#include "rig/spec/journal_cases.h"

#include <doctest/doctest.h>

#include "bootloader/journal/journal.h"
#include "rig/flash/sim_flash.h"

namespace switchback::rig {
namespace {

using bootloader::JournalWithRoom;
using bootloader::Layout;
using bootloader::Phase;
using bootloader::SectorRun;
using bootloader::State;

constexpr std::uint32_t kBankBytes = 400;  // eight records of 48 bytes, three of them kept
constexpr std::uint32_t kPlace = 48;
constexpr std::array<SectorRun, 1> kSectors{{{0, kBankBytes, 2}}};

Layout make_layout() {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = 4;
  layout.journal = {0, 2 * kBankBytes};
  layout.initial_security_floor = 5;
  return layout;
}

// Feeds a watcher with what passes through.
class WatchedFlash final : public bootloader::Flash {
 public:
  WatchedFlash(SimFlash& flash, const Layout& layout) : flash_(flash), watcher_(layout) {
    watcher_.start(read_journal(flash, layout));
  }

  Status read(std::uint32_t address, MutableBytes out) override { return flash_.read(address, out); }
  Status program(std::uint32_t address, Bytes data) override {
    const Status status = flash_.program(address, data);
    const std::vector<std::uint8_t> found = flash_.peek(address, static_cast<std::uint32_t>(data.size()));
    take(watcher_.programmed(address, decoder_.decode(data.first<bootloader::kRecordBytes>()), equal(data, found)));
    return status;
  }
  Status erase_sector(std::uint32_t address) override {
    const Status status = flash_.erase_sector(address);
    take(watcher_.erased(address, ok(status)));
    return status;
  }

  std::vector<std::string> rows() {
    take(watcher_.finish());
    return rows_;
  }

 private:
  void take(std::optional<AppendCase> which) {
    if (which) rows_.emplace_back(append_row(*which).id);
  }

  SimFlash& flash_;
  RecordDecoder decoder_;
  AppendWatcher watcher_;
  std::vector<std::string> rows_;
};

// A journal with `count` records of phase kIdle.
struct Bench {
  explicit Bench(std::uint32_t count = 0, Phase phase = Phase::kIdle) {
    if (count != 0) (void)append(count, phase);
  }

  // Loads, appends `count` records and returns the rows of what was written.
  std::vector<std::string> append(std::uint32_t count, Phase phase = Phase::kIdle, Status reason = Status::kOk) {
    WatchedFlash watched(flash, layout);
    JournalWithRoom journal(watched, layout);
    State state;
    (void)journal.load(state);
    state.phase = phase;
    state.last_reason = reason;
    for (std::uint32_t i = 0; i < count; ++i) (void)journal.append(state);
    return watched.rows();
  }

  void spoil(std::uint32_t bank, std::uint32_t place) { flash.flip_bit(bank * kBankBytes + place * kPlace + 40, 3); }
  void destroy(std::uint32_t bank) {
    const std::vector<std::uint8_t> garbage(kBankBytes, 0x5a);
    flash.install(bank * kBankBytes, garbage);
  }
  void blank(std::uint32_t bank) { flash.install(bank * kBankBytes, std::vector<std::uint8_t>(1, 0xff)); }

  Layout layout = make_layout();
  SimFlash flash{layout, {}, 1};
};

// The row of what a load finds. The journal itself must find the same state and do what the row
// says.
std::string found(Bench& bench) {
  const JournalReading reading = read_journal(bench.flash, bench.layout);
  const JournalRow& row = load_row(reading.which);
  bench.flash.arm(std::nullopt);
  State state;
  JournalWithRoom journal(bench.flash, bench.layout);
  REQUIRE(journal.load(state) == Status::kOk);
  const bool is_afresh = bench.flash.operations() != 0;
  CHECK(is_afresh == (std::string(row.operations) != "none"));
  CHECK((is_afresh ? state.sequence >= reading.state.sequence + 2 : state.sequence == reading.state.sequence));
  CHECK(state.security_floor == 5);
  CHECK(state.phase == reading.state.phase);
  return row.id;
}

TEST_CASE("Journal cases: without a valid record a load finds a blank or a lost journal") {
  Bench blank;
  CHECK(found(blank) == "load-blank");
  Bench lost(3);
  lost.destroy(0);
  lost.destroy(1);
  CHECK(found(lost) == "load-lost");
}

TEST_CASE("Journal cases: two banks that agree are clean, full, or end torn") {
  Bench clean(3);
  CHECK(found(clean) == "load-clean");
  Bench full(5);
  CHECK(found(full) == "load-full");
  Bench torn(3);
  for (const std::uint32_t bank : {0u, 1u}) torn.spoil(bank, 2);
  CHECK(found(torn) == "load-torn-ends");
  CHECK(found(torn) == "load-clean");
}

TEST_CASE("Journal cases: a record whose first writing was cut leaves a torn end") {
  for (std::uint32_t pattern = 0; pattern < 2; ++pattern) {
    Bench bench(3);
    bench.flash.arm(Cut{0, CutPhase::kInside, pattern});
    CHECK_THROWS_AS((void)bench.append(1), PowerLoss);
    CHECK(found(bench) == "load-torn-end");
  }
}

TEST_CASE("Journal cases: one bank is behind, with or without room in the other") {
  for (const std::uint32_t bank : {0u, 1u}) {
    Bench room(3);
    room.spoil(bank, 2);
    CHECK(found(room) == "load-behind");
    Bench full(5);
    full.spoil(bank, 4);
    CHECK(found(full) == "load-behind-full");
  }
}

TEST_CASE("Journal cases: one bank has nothing, with or without room in the other") {
  for (const std::uint32_t bank : {0u, 1u}) {
    Bench room(3);
    room.blank(bank);
    CHECK(found(room) == "load-alone");
    Bench full(5);
    full.destroy(bank);
    CHECK(found(full) == "load-alone-full");
  }
}

TEST_CASE("Journal cases: an unreadable bank is one without a valid record") {
  Bench bench(3);
  for (std::uint32_t at = 0; at < kBankBytes; at += 4) bench.flash.make_unreadable(at);
  CHECK(found(bench) == "load-alone");
}

using Rows = std::vector<std::string>;

TEST_CASE("Journal cases: the first record, those that follow, and those for which both banks are erased") {
  Bench bench;
  CHECK(bench.append(6) ==
        Rows{"append-new", "append-room", "append-room", "append-room", "append-room", "append-full-1"});
}

TEST_CASE("Journal cases: a bank that is behind is erased after the other took the record") {
  Bench second(3);
  second.spoil(1, 2);
  CHECK(second.append(1) == Rows{"append-full-1", "append-full-0"});  // a place in doubt cost bank 0 its room
  Bench first(3);
  first.spoil(0, 2);
  CHECK(first.append(1) == Rows{"append-full-0", "append-full-1"});
}

// Bank 0 holds nothing for its next `count` programs, which claim success, then is as good as new.
class WeakFlash final : public bootloader::Flash {
 public:
  WeakFlash(WatchedFlash& flash, SimFlash& cells, std::uint32_t count) : flash_(flash), cells_(cells), left_(count) {}
  Status read(std::uint32_t address, MutableBytes out) override { return flash_.read(address, out); }
  Status erase_sector(std::uint32_t address) override { return flash_.erase_sector(address); }
  Status program(std::uint32_t address, Bytes data) override {
    const bool is_weak = address < kBankBytes && left_ > 0 && left_-- > 0;
    if (is_weak) cells_.wear_out_sector(0);
    const Status status = flash_.program(address, data);
    if (is_weak) cells_.cells().repair_sector(0);
    return status;
  }

 private:
  WatchedFlash& flash_;
  SimFlash& cells_;
  std::uint32_t left_;
};

TEST_CASE("Journal cases: a place that does not hold the record is left out, and so are all until the bank is erased") {
  for (const std::uint32_t weak_places : {1u, 5u}) {  // five are left
    Bench bench(3);
    WatchedFlash watched(bench.flash, bench.layout);
    WeakFlash weak(watched, bench.flash, weak_places);
    JournalWithRoom journal(weak, bench.layout);
    State state;
    REQUIRE(journal.load(state) == Status::kOk);
    CHECK(journal.append(state) == Status::kOk);
    CHECK(journal.is_mirrored());
    CHECK(watched.rows() == Rows{"append-again"});
  }
}

TEST_CASE("Journal cases: with one broken bank the other takes records until it is full, and longer where it must") {
  for (const bool worn : {true, false}) {
    for (const std::uint32_t bank : {0u, 1u}) {
      Bench bench(3);
      if (worn) bench.flash.wear_out_sector(bank * kBankBytes);
      if (!worn) bench.flash.break_sector(bank * kBankBytes);
      CAPTURE(worn);
      CAPTURE(bank);
      // Five places are left. Of two good banks, the first one's record would go to two before the
      // second is erased.
      const std::size_t records = bank == 0 ? 5 : 4;
      Rows rows(records, "append-one");
      rows.emplace_back("append-refused");
      CHECK(bench.append(static_cast<std::uint32_t>(rows.size())) == rows);
      Bench trial(3, Phase::kTrial);
      if (worn) trial.flash.wear_out_sector(bank * kBankBytes);
      if (!worn) trial.flash.break_sector(bank * kBankBytes);
      rows.back() = "append-over";
      CHECK(trial.append(static_cast<std::uint32_t>(rows.size()), Phase::kTrial) == rows);
    }
  }
}

TEST_CASE("Journal cases: with one broken and one full bank only what begins to heal is still recorded") {
  for (const Phase phase : {Phase::kSwapping, Phase::kReverting}) {
    Bench bench(3);
    bench.flash.break_sector(0);
    (void)bench.append(5);
    CHECK(bench.append(1) == Rows{"append-refused", "append-refused"});
    CHECK(bench.append(1, phase) == Rows{"append-refused", "append-refused"});
    CHECK(bench.append(1, phase, Status::kHealed) == Rows{"append-refused", "append-over"});
  }
}

TEST_CASE("Journal cases: where neither bank takes a record it has failed") {
  Bench bench(3);
  bench.flash.break_sector(0);
  bench.flash.break_sector(kBankBytes);
  CHECK(bench.append(1) == Rows{"append-failed"});
}

// Operations as somebody tells a watcher of them.
struct Told {
  explicit Told(Bench& bench) : layout(bench.layout), watcher(bench.layout) {
    watcher.start(read_journal(bench.flash, bench.layout));
  }

  void record(std::uint32_t bank, std::uint32_t sequence) {
    State state;
    state.sequence = sequence;
    (void)watcher.programmed(bank * kBankBytes, state, true);
  }
  void erase(std::uint32_t bank) { (void)watcher.erased(bank * kBankBytes, true); }
  bool is_unexpected() { return watcher.finish() == AppendCase::kUnexpected; }

  Layout layout;
  AppendWatcher watcher;
};

TEST_CASE("Journal cases: an append that was cut has no row") {
  Bench bench(3);
  Told told(bench);
  told.record(0, 9);
  told.watcher.start(read_journal(bench.flash, bench.layout));
  CHECK_FALSE(told.watcher.finish().has_value());
}

TEST_CASE("Journal cases: an append that was cut says nothing of the record in force") {
  Bench bench(3);
  Told told(bench);
  told.record(0, 9);  // cut before the other bank took it, and gone with the journal
  Bench blank;
  told.watcher.start(read_journal(blank.flash, blank.layout));
  told.erase(0);
  told.record(0, 1);
  told.erase(1);
  told.record(1, 1);
  CHECK(told.watcher.finish() == AppendCase::kNew);
}

TEST_CASE("Journal cases: an append in one bank only, or one that erases the only record in force, is unexpected") {
  Bench bench(3);
  Told lonely(bench);
  lonely.record(0, 9);
  CHECK(lonely.is_unexpected());

  bench.spoil(1, 2);  // bank 0 alone has the newest record
  Told over(bench);
  over.erase(0);
  over.record(0, 9);
  over.erase(1);
  over.record(1, 9);
  CHECK(over.is_unexpected());
}

}  // namespace
}  // namespace switchback::rig
