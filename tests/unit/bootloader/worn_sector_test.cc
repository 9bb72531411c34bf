// One sector that can no longer be erased or programmed, from any moment of an update on.
#include <doctest/doctest.h>

#include "tests/support/bench_device.h"

namespace switchback::testing {
namespace {

using rig::Cut;
using rig::CutPhase;

constexpr std::uint32_t kSectorBytes = 512;
constexpr int kStarts = 6;

// Starts the device, with its power cut before that operation. False: it was never reached.
bool cut_start(BenchDevice& device, std::uint64_t operation) {
  device.flash().arm(Cut{operation, CutPhase::kBefore, 0});
  bool lost_power = false;
  try {
    (void)device.boot();
  } catch (const rig::PowerLoss&) {
    lost_power = true;
  }
  device.flash().arm(std::nullopt);
  return lost_power;
}

// Wears `sector` out at every operation of an installation; returns how many of these devices start
// nothing some time. With `only_whole`, leaves out the moments at which the sector has already lost
// what it held before.
int count_bricked(const manifests::DeviceProfile& profile, std::uint32_t sector, bool only_whole) {
  BenchDevice device(profile);
  device.flash().install(device.slot(0).address, device.image(1, 1));
  REQUIRE(device.boots() == 1);
  REQUIRE(device.stage(device.image(2, 2, 1)) == Status::kOk);
  const Buffer before = device.flash().peek(sector, kSectorBytes);
  const rig::Cells staged = device.flash().cells();
  int bricked = 0;
  for (std::uint64_t operation = 0;; ++operation) {
    device.flash().restore(staged);
    if (!cut_start(device, operation)) return bricked;
    if (only_whole && device.flash().peek(sector, kSectorBytes) != before) continue;
    device.flash().break_sector(sector);
    bool always = true;
    for (int start = 0; start < kStarts; ++start) always = device.boots() != 0 && always;
    if (!always) ++bricked;
  }
}

void check_area(const manifests::DeviceProfile& profile, const manifests::Area& area, bool only_whole = false) {
  for (std::uint32_t sector = area.address; sector < area.end(); sector += kSectorBytes) {
    CAPTURE(sector - area.address);
    CHECK(count_bricked(profile, sector, only_whole) == 0);
  }
}

TEST_CASE("worn sector: in the journal") {
  check_area(small_swap_profile(), small_swap_profile().journal);
  check_area(small_ab_profile(), small_ab_profile().journal);
}

TEST_CASE("worn sector: with a worn bank no exchange begins, and an A/B update is installed") {
  for (const bool swap : {true, false}) {
    const manifests::DeviceProfile profile = swap ? small_swap_profile() : small_ab_profile();
    BenchDevice device(profile);
    device.flash().install(device.slot(0).address, device.image(1, 1));
    REQUIRE(device.boots() == 1);
    REQUIRE(device.stage(device.image(2, 2, 1)) == Status::kOk);
    device.flash().break_sector(profile.journal.address);
    const bootloader::Outcome outcome = device.boot();
    CHECK(outcome.reason == (swap ? Status::kJournalFull : Status::kOk));
    CHECK(outcome.state.phase == (swap ? bootloader::Phase::kIdle : bootloader::Phase::kTrial));
  }
}

// The other bank fills: nothing but the trial's own counting may end it.
TEST_CASE("worn sector: with a worn bank a trial whose image never opens the journal still ends") {
  for (manifests::DeviceProfile profile : {small_swap_profile(), small_ab_profile()}) {
    profile.trial_boots = 60;
    for (std::uint32_t bank = 0; bank < 2; ++bank) {
      BenchDevice device(profile);
      device.flash().install(device.slot(0).address, device.image(1, 1));
      REQUIRE(device.boots() == 1);
      REQUIRE(device.stage(device.image(2, 2, 1)) == Status::kOk);
      REQUIRE(device.boots() == 2);
      // An erase that was cut left no record in it.
      device.flash().install(profile.journal.address + bank * kSectorBytes, Buffer(kSectorBytes, 0x00));
      device.flash().break_sector(profile.journal.address + bank * kSectorBytes);
      int starts = 0;
      while (starts < 100 && device.boots() == 2) ++starts;
      CHECK(starts < 100);
      CHECK(device.boots() == 1);
    }
  }
}

TEST_CASE("worn sector: in slot 1") {
  check_area(small_swap_profile(), small_swap_profile().slots[1]);
  check_area(small_ab_profile(), small_ab_profile().slots[1]);
}

TEST_CASE("worn sector: in slot 0, while it still holds its part of the old image") {
  check_area(small_swap_profile(), small_swap_profile().slots[0], true);
}

}  // namespace
}  // namespace switchback::testing
