// Whether a device that does not start was bricked by its bootloader, or lost to its flash.
#include "rig/device/oracle.h"

#include <doctest/doctest.h>

#include "bootloader/journal/journal.h"
#include "rig/flash/sim_flash.h"
#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

using bootloader::Phase;
using testing::make_image;

constexpr bool kWithJournal = true;
constexpr bool kWithoutJournal = false;

struct Bench {
  explicit Bench(bool swap, TornReads torn_reads = TornReads::kStable)
      : board(swap ? testing::small_swap_profile() : testing::small_ab_profile(), testing::trusted_keys(),
              {.torn_reads = torn_reads}),
        flash(board.layout(), board.flash_model(), 1) {
    story.firmware = {{.name = "old", .image = make_image({.major = 1, .payload_bytes = 1200})}};
  }

  std::uint32_t slot(std::size_t index) const { return board.layout().slots[index].address; }
  std::uint32_t unit_bytes() const { return board.layout().swap_unit_bytes; }
  const std::vector<std::uint8_t>& image() const { return story.firmware[0].image; }
  Bytes unit(std::uint32_t index) const {
    return Bytes(image()).subspan(std::size_t{index} * unit_bytes(), unit_bytes());
  }

  void record(Phase phase, std::uint16_t candidate_units = 0) {
    bootloader::State state;
    bootloader::JournalWithRoom journal(flash, board.layout());
    REQUIRE(journal.load(state) == Status::kOk);
    state.phase = phase;
    state.swap_units = state.candidate_units = candidate_units;
    state.staged_address = slot(1) + unit_bytes();
    state.staged_size_bytes = 1;
    REQUIRE(journal.append(state) == Status::kOk);
  }

  bool is_recoverable(bool has_journal = kWithJournal, std::uint32_t floor = 0) const {
    return rig::is_recoverable(flash.cells(), board, story, floor, has_journal);
  }

  Board board;
  SimFlash flash;
  Story story;
};

TEST_CASE("Oracle: a whole image counts where it executes, and where it can be copied from") {
  for (const bool swap : {true, false}) {
    CHECK_FALSE(Bench(swap).is_recoverable());
    for (std::size_t slot = 0; slot < 2; ++slot) {
      Bench bench(swap);
      bench.flash.install(bench.slot(slot), bench.image());
      CHECK(bench.is_recoverable(kWithoutJournal));
      CHECK_FALSE(bench.is_recoverable(kWithJournal, 9));
    }
  }
  Bench candidate(true);
  candidate.flash.install(candidate.slot(1) + candidate.unit_bytes(), candidate.image());
  CHECK_FALSE(candidate.is_recoverable(kWithoutJournal));  // nobody asked for it
  candidate.record(Phase::kIdle, 1);
  CHECK(candidate.is_recoverable(kWithJournal));
}

TEST_CASE("Oracle: an image in slot 1 is worth nothing where slot 0 cannot take what it lacks") {
  for (const bool lies_there : {false, true}) {
    Bench bench(true);
    bench.flash.install(bench.slot(1), bench.image());
    if (lies_there) bench.flash.install(bench.slot(0), bench.unit(0));
    bench.flash.wear_out_sector(bench.slot(0));
    CHECK(bench.is_recoverable() == lies_there);
  }
}

TEST_CASE("Oracle: scattered units count during an exchange that the journal knows of, not otherwise") {
  for (const Phase phase : {Phase::kIdle, Phase::kSwapping, Phase::kReverting}) {
    Bench bench(true);
    bench.record(phase);
    bench.flash.install(bench.slot(1), bench.unit(0));
    const Bytes rest = Bytes(bench.image()).subspan(bench.unit_bytes());
    bench.flash.install(bench.slot(0) + bench.unit_bytes(), rest);
    CHECK(bench.is_recoverable(kWithJournal) == (phase != Phase::kIdle));
    CHECK_FALSE(bench.is_recoverable(kWithoutJournal));
    bench.flash.break_sector(bench.slot(0) + 2 * bench.unit_bytes());
    CHECK(bench.is_recoverable(kWithJournal) == (phase != Phase::kIdle));
    bench.flash.break_sector(bench.slot(1));
    CHECK_FALSE(bench.is_recoverable(kWithJournal));
  }
}

TEST_CASE("Oracle: what cannot be read, or reads differently each time, is not there") {
  Bench unreadable(true);
  unreadable.flash.install(unreadable.slot(0), unreadable.image());
  unreadable.flash.make_unreadable(unreadable.slot(0) + 40);
  CHECK_FALSE(unreadable.is_recoverable());

  Bench unstable(true, TornReads::kUnstable);
  unstable.flash.arm(Cut{0, CutPhase::kInside, 3});  // the last unit reads as it should, for now
  CHECK_THROWS_AS((void)unstable.flash.program(unstable.slot(0), unstable.unit(0)), PowerLoss);
  unstable.story.firmware[0].image.resize(unstable.unit_bytes());
  const auto offset = unstable.flash.cells().offset_of(unstable.slot(0), unstable.unit_bytes()).value();
  CHECK_FALSE(unstable.flash.cells().is_stable(offset, unstable.unit_bytes()));
}

TEST_CASE("Oracle: a bank of the journal works as long as all of its sectors do") {
  Bench bench(true);
  const bootloader::Area& journal = bench.board.layout().journal;
  CHECK(working_banks(bench.flash.cells(), bench.board.layout()) == 2);
  bench.flash.wear_out_sector(journal.address);
  CHECK(working_banks(bench.flash.cells(), bench.board.layout()) == 1);
  bench.flash.break_sector(journal.address + journal.size_bytes / 2);
  CHECK(working_banks(bench.flash.cells(), bench.board.layout()) == 0);
}

TEST_CASE("Oracle: the recorded state is the newest in either bank") {
  Bench bench(true);
  CHECK(recorded_state(bench.flash.cells(), bench.board.layout()).sequence == 0);
  bench.record(Phase::kReceiving);
  bench.record(Phase::kRequested);
  const bootloader::State newest = recorded_state(bench.flash.cells(), bench.board.layout());
  CHECK(newest.phase == Phase::kRequested);
  for (const std::size_t bank : {0u, 1u}) {
    CHECK(written_state(bench.flash.cells(), bench.board.layout(), bank).sequence == newest.sequence);
  }
  bench.flash.make_unreadable(bench.board.layout().journal.address);
  CHECK(recorded_state(bench.flash.cells(), bench.board.layout()).sequence == newest.sequence);
}

}  // namespace
}  // namespace switchback::rig
