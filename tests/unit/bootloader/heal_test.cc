// Damage at rest and broken sectors: images that come back, and images that are refused.
#include <doctest/doctest.h>

#include "bootloader/board/layout_areas.h"
#include "tests/support/bench_device.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::Buffer;
using testing::make_package;
using testing::Packing;
using testing::small_ab_profile;
using testing::small_swap_profile;

manifests::DeviceProfile profile_of(bool swap) { return swap ? small_swap_profile() : small_ab_profile(); }

// A device that was updated from version 1 to 2, which is confirmed; both have counter 1, so
// version 1 may come back.
struct Updated {
  explicit Updated(bool swap, const rig::FlashModel& model = {})
      : device(profile_of(swap), model), old_image(device.image(1, 1, 0)), new_image(device.image(2, 1, 1)) {
    device.flash().install(device.slot(0).address, old_image);
    REQUIRE(device.boots() == 1);
    REQUIRE(device.stage(make_package(Packing::kDelta, old_image, new_image)) == Status::kOk);
    REQUIRE(device.boots() == 2);
    REQUIRE(device.confirm() == Status::kOk);
  }

  BenchDevice device;
  Buffer old_image;
  Buffer new_image;
};

TEST_CASE("Heal: when the confirmed image rots, the other slot's comes back with kHealed") {
  for (const bool swap : {true, false}) {
    Updated updated(swap);
    const Area slot = updated.device.slot(swap ? 0 : 1);
    for (const std::uint32_t at : {0u, 24u, 100u, 700u, 1300u}) {
      Updated fresh(swap);
      fresh.device.flash().flip_bit(slot.address + at, 1);
      CAPTURE(at);
      const Outcome outcome = fresh.device.boot();
      CHECK(outcome.bootable);
      CHECK(outcome.reason == Status::kHealed);
      CHECK(outcome.state.phase == Phase::kIdle);
      CHECK(fresh.device.holds(0, fresh.old_image));
      CHECK(fresh.device.boots() == 1);
      CHECK(fresh.device.state().last_reason == Status::kHealed);
    }
  }
}

TEST_CASE("Heal: a healed device takes the update again") {
  for (const bool swap : {true, false}) {
    Updated updated(swap);
    updated.device.flash().flip_bit(updated.device.slot(swap ? 0 : 1).address + 100, 1);
    REQUIRE(updated.device.boots() == 1);
    REQUIRE(updated.device.stage(updated.new_image) == Status::kOk);
    CHECK(updated.device.boots() == 2);
    REQUIRE(updated.device.confirm() == Status::kOk);
    CHECK(updated.device.state().last_reason == Status::kOk);
  }
}

TEST_CASE("Heal: an image below the floor does not come back; the device says kNoImage's cause and is not bootable") {
  for (const bool swap : {true, false}) {
    BenchDevice device(profile_of(swap));
    device.flash().install(device.slot(0).address, device.image(1, 1));
    REQUIRE(device.boots() == 1);
    REQUIRE(device.stage(device.image(2, 5, 1)) == Status::kOk);
    REQUIRE(device.boots() == 2);
    REQUIRE(device.confirm() == Status::kOk);
    device.flash().flip_bit(device.slot(swap ? 0 : 1).address + 100, 1);
    const Outcome outcome = device.boot();
    CHECK_FALSE(outcome.bootable);
    CHECK(outcome.reason == Status::kDigestMismatch);
  }
}

// A candidate in slot 1 that was given up or never asked for, and slot 0 rotted.
void leave_candidate(BenchDevice& device, std::uint16_t candidate_units) {
  device.flash().flip_bit(device.slot(0).address + 100, 1);
  State state = device.state();
  JournalWithRoom journal(device.flash(), device.layout());
  REQUIRE(journal.load(state) == Status::kOk);
  state.phase = Phase::kIdle;  // the request is gone: nothing asks for an installation
  state.candidate_units = candidate_units;
  REQUIRE(journal.append(state) == Status::kOk);
}

TEST_CASE("Heal: a candidate that nobody asked for is not brought in") {
  Updated updated(true);
  REQUIRE(updated.device.stage(updated.device.image(3, 1)) == Status::kOk);
  leave_candidate(updated.device, 0);
  CHECK(updated.device.boots() == 0);
}

TEST_CASE("Heal: where only a candidate is whole it is brought in, without a trial and without its counter") {
  Updated updated(true);
  const Buffer third = updated.device.image(3, 1);
  REQUIRE(updated.device.stage(third) ==
          Status::kOk);  // slot 1 holds it, one unit in; its first unit still has version 1's
  const std::uint32_t floor = updated.device.state().security_floor;
  leave_candidate(updated.device, 1);
  CHECK(updated.device.boots() == 3);
  CHECK(updated.device.state().phase == Phase::kIdle);
  CHECK(updated.device.state().last_reason == Status::kHealed);
  CHECK(updated.device.state().security_floor == floor);
  CHECK(updated.device.boots() == 3);
}

TEST_CASE("Heal: the image a device was made with is adopted with its counter even where it had to be healed") {
  BenchDevice device(small_swap_profile());
  const Buffer image = device.image(1, 4);
  device.flash().install(device.slot(1).address, image);
  CHECK(device.boots() == 1);
  CHECK(device.holds(0, image));
  CHECK(device.state().security_floor == 4);
}

TEST_CASE("Heal: power may fail in every operation of it, and slot 0 is written until it was written for certain") {
  for (const bool swap : {true, false}) {
    for (const auto torn_reads : {rig::TornReads::kStable, rig::TornReads::kUnstable}) {
      const rig::FlashModel model{.write_once = true, .torn_reads = torn_reads};
      for (std::uint64_t operation = 0; operation < 80; ++operation) {
        Updated updated(swap, model);
        updated.device.flash().flip_bit(updated.device.slot(swap ? 0 : 1).address + 100, 1);
        updated.device.flash().arm(rig::Cut{operation, rig::CutPhase::kInside, 3});
        bool lost_power = false;
        try {
          (void)updated.device.boot();
        } catch (const rig::PowerLoss&) {
          lost_power = true;
        }
        updated.device.flash().arm(std::nullopt);
        CAPTURE(operation);
        CHECK(updated.device.boots() == 1);
        CHECK(updated.device.state().last_reason == Status::kHealed);
        const Area other = updated.device.slot(swap ? 1 : 0);
        const Buffer garbage(other.size_bytes, 0x33);
        if (swap) updated.device.flash().install(other.address, garbage);
        for (int start = 0; start < 6; ++start) CHECK(updated.device.boots() == 1);
        CHECK(updated.device.flash().faults().empty());
        if (!lost_power) break;
      }
    }
  }
}

TEST_CASE("Bad sector: in slot 1 or the staging area it refuses the update by name, and the old image runs") {
  for (const bool swap : {true, false}) {
    for (int sector = 0; sector < 3; ++sector) {
      BenchDevice device(profile_of(swap));
      const Buffer old_image = device.image(1, 1, 0);
      const Buffer package = make_package(Packing::kCompressed, old_image, device.image(2, 2, 1));
      device.flash().install(device.slot(0).address, old_image);
      REQUIRE(device.boots() == 1);
      REQUIRE(device.stage(package) == Status::kOk);
      device.flash().break_sector(device.slot(1).address + static_cast<std::uint32_t>(sector) * 512);
      CAPTURE(sector);
      CHECK(device.boots() == 1);
      CHECK(device.state().last_reason == Status::kFlashErase);
      CHECK(device.state().phase == Phase::kIdle);
      CHECK(device.holds(0, old_image));
      CHECK(device.boots() == 1);
      if (swap) continue;
      device.flash().break_sector(device.layout().staging.address);
      CHECK(device.stage(package) == Status::kFlashErase);
    }
  }
}

TEST_CASE("Worn sector: a program that only claims success is noticed by reading back, wherever it happens") {
  for (const bool swap : {true, false}) {
    for (int sector = 0; sector < 3; ++sector) {
      BenchDevice device(profile_of(swap));
      const Buffer old_image = device.image(1, 1, 0);
      const Buffer package = make_package(Packing::kCompressed, old_image, device.image(2, 2, 1));
      device.flash().install(device.slot(0).address, old_image);
      REQUIRE(device.boots() == 1);
      REQUIRE(device.stage(package) == Status::kOk);
      device.flash().wear_out_sector(device.slot(1).address + static_cast<std::uint32_t>(sector) * 512);
      CAPTURE(sector);
      CHECK(device.boots() == 1);
      CHECK(device.state().last_reason == Status::kFlashVerify);
      CHECK(device.holds(0, old_image));
      device.flash().wear_out_sector(device.layout().staging.address);
      CHECK(device.stage(package) == Status::kFlashVerify);
    }
  }
}

// Breaks a sector of slot 1 when the exchange has come to `operation`: the old image is brought
// back.
class BreakingFlash final : public Flash {
 public:
  BreakingFlash(rig::SimFlash& flash, std::uint32_t sector, std::uint64_t operation)
      : flash_(flash), sector_(sector), operation_(operation) {}

  Status read(std::uint32_t address, MutableBytes out) override { return flash_.read(address, out); }
  Status program(std::uint32_t address, Bytes data) override {
    wear();
    return flash_.program(address, data);
  }
  Status erase_sector(std::uint32_t address) override {
    wear();
    return flash_.erase_sector(address);
  }

 private:
  void wear() {
    if (flash_.operations() == operation_) flash_.break_sector(sector_);
  }

  rig::SimFlash& flash_;
  std::uint32_t sector_;
  std::uint64_t operation_;
};

TEST_CASE("Bad sector: slot 1 may break at any operation of the exchange, and the old or the new image runs") {
  for (int sector = 0; sector < 4; ++sector) {
    for (std::uint64_t operation = 0; operation < 60; ++operation) {
      BenchDevice device(small_swap_profile());
      const Buffer old_image = device.image(1, 1);
      const Buffer new_image = device.image(2, 2);
      device.flash().install(device.slot(0).address, old_image);
      REQUIRE(device.boots() == 1);
      REQUIRE(device.stage(new_image) == Status::kOk);
      device.flash().arm(std::nullopt);
      const std::uint32_t address = device.slot(1).address + static_cast<std::uint32_t>(sector) * 512;
      BreakingFlash breaking(device.flash(), address, operation);
      const int first = device.boots_with(breaking);
      CAPTURE(sector);
      CAPTURE(operation);
      CHECK((first == 1 || first == 2));
      if (first == 1) CHECK(device.state().last_reason != Status::kOk);
      if (first == 1) CHECK(device.holds(0, old_image));
      if (first == 1) CHECK(device.boots() == 1);
    }
  }
}

TEST_CASE("Bad sector: a journal bank may break at any operation of the exchange, and a whole image runs") {
  for (std::uint32_t bank = 0; bank < 2; ++bank) {
    for (std::uint64_t operation = 0; operation < 70; ++operation) {
      BenchDevice device(small_swap_profile());
      device.flash().install(device.slot(0).address, device.image(1, 1));
      REQUIRE(device.boots() == 1);
      REQUIRE(device.stage(device.image(2, 2)) == Status::kOk);
      device.flash().arm(std::nullopt);
      BreakingFlash breaking(device.flash(), device.layout().journal.address + bank * 512, operation);
      const int first = device.boots_with(breaking);
      CAPTURE(bank);
      CAPTURE(operation);
      CHECK((first == 1 || first == 2));
      CHECK(device.boots() == 1);  // refused, or reverted without a confirmation
      CHECK(device.boots() == 1);
    }
  }
}

// One bank of the journal is broken: twenty updates in a row are refused or installed, and nothing
// is lost.
void check_broken_bank(bool swap, std::uint32_t bank, void (rig::SimFlash::*damage)(std::uint32_t)) {
  Updated updated(swap);
  const Area& journal = updated.device.layout().journal;
  (updated.device.flash().*damage)(journal.address + bank * journal.size_bytes / 2);
  int running = 2;
  for (std::uint8_t round = 0; round < 20; ++round) {
    const auto major = static_cast<std::uint8_t>(3 + round % 2);
    const std::uint8_t slot = swap ? std::uint8_t{0} : static_cast<std::uint8_t>(round % 2);
    const bool staged = ok(updated.device.stage(updated.device.image(major, 1, slot)));
    const int now = updated.device.boots();
    CAPTURE(round);
    CHECK((now == running || (staged && !swap && now == major)));
    running = now;
    (void)updated.device.confirm();
    CHECK(updated.device.boots() == running);
    CHECK(updated.device.state().security_floor == 1);
  }
}

TEST_CASE("Bad sector: with one broken journal bank no exchange begins, and the device runs on") {
  for (const bool swap : {true, false}) {
    for (const std::uint32_t bank : {0u, 1u}) {
      check_broken_bank(swap, bank, &rig::SimFlash::break_sector);
      check_broken_bank(swap, bank, &rig::SimFlash::wear_out_sector);
    }
  }
}

// Runs boot() until power fails at `cut`; false where it never does.
bool boot_until(BenchDevice& device, const rig::Cut& cut) {
  device.flash().arm(cut);
  bool lost_power = false;
  try {
    (void)device.boot();
  } catch (const rig::PowerLoss&) {
    lost_power = true;
  }
  device.flash().arm(std::nullopt);
  return lost_power;
}

TEST_CASE("Bit rot: in a half-rebuilt candidate it makes the rebuild start over, which may be cut anywhere") {
  for (const bool swap : {true, false}) {
    for (std::uint64_t operation = 0; operation < 24; ++operation) {
      for (std::uint32_t pattern = 0; pattern < rig::kTearStyles; ++pattern) {
        BenchDevice device(profile_of(swap));
        const Buffer old_image = device.image(1, 1, 0);
        device.flash().install(device.slot(0).address, old_image);
        REQUIRE(device.boots() == 1);
        REQUIRE(device.stage(make_package(Packing::kCompressed, old_image, device.image(2, 2, 1))) == Status::kOk);
        REQUIRE(boot_until(device, {17, rig::CutPhase::kAfter, 0}));  // in the candidate's third sector
        REQUIRE(device.state().phase == Phase::kRebuilding);
        device.flash().flip_bit(candidate_area(device.layout(), 0).address + 600, 3);
        CAPTURE(operation);
        CAPTURE(pattern);
        (void)boot_until(device, {operation, rig::CutPhase::kInside, pattern});
        CHECK(device.boots() == 2);
        CHECK(device.state().last_reason == Status::kOk);
        CHECK(device.flash().faults().empty());
      }
    }
  }
}

TEST_CASE("Bit rot: a flipped bit anywhere in the journal changes nothing of what runs") {
  for (const bool swap : {true, false}) {
    for (std::uint32_t at = 0; at < 2 * 512; at += 7) {
      Updated updated(swap);
      updated.device.flash().flip_bit(updated.device.layout().journal.address + at, at % 8);
      CAPTURE(at);
      CHECK(updated.device.boots() == 2);
      CHECK(updated.device.state().phase == Phase::kIdle);
      CHECK(updated.device.state().security_floor == 1);
    }
  }
}

}  // namespace
}  // namespace switchback::bootloader
