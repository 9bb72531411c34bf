// Trials, wake-ups, and the ways back: rejected, on demand, without a journal; and a protected
// floor.
#include <doctest/doctest.h>

#include "bootloader/board/flash_io.h"
#include "bootloader/boot.h"
#include "bootloader/journal/journal.h"
#include "tests/unit/bootloader/started.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::Buffer;
using testing::small_ab_profile;
using testing::small_swap_profile;

TEST_CASE("Boot: a wake-up from deep sleep is no new start of a trial, and does not end it") {
  Started started(small_swap_profile());
  REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
  REQUIRE(started.device.boots() == 2);
  REQUIRE(started.device.state().trial_boots_left == 0);
  started.device.set_wake_up(true);
  for (int wake_up = 0; wake_up < 5; ++wake_up) CHECK(started.device.boots() == 2);
  started.device.set_wake_up(false);
  CHECK(started.device.boots() == 1);
}

TEST_CASE("Boot: an image that is rejected in its trial goes at the next start") {
  for (const auto& profile : {small_swap_profile(), small_ab_profile()}) {
    manifests::DeviceProfile patient = profile;
    patient.trial_boots = 9;
    Started started(patient);
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    REQUIRE(started.device.boots() == 2);
    REQUIRE(started.device.reject() == Status::kOk);
    CHECK(started.device.boots() == 1);
    CHECK(started.device.state().phase == Phase::kIdle);
    CHECK(started.device.state().last_reason == Status::kRejected);
    CHECK(started.device.reject() == Status::kApiState);
  }
}

TEST_CASE("Boot: the image before a confirmed update comes back on demand while it is whole and above the floor") {
  for (const auto& profile : {small_swap_profile(), small_ab_profile()}) {
    Started started(profile);
    const bool swap = profile.strategy == manifests::Strategy::kSwap;
    const auto update = [&](std::uint32_t counter) {
      REQUIRE(started.device.stage(started.device.image(2, counter, 1)) == Status::kOk);
      REQUIRE(started.device.boots() == 2);
      REQUIRE(started.device.confirm() == Status::kOk);
    };
    update(1);
    REQUIRE(started.device.roll_back() == Status::kOk);
    CHECK(started.device.boots() == 1);
    CHECK(started.device.state().phase == Phase::kIdle);
    CHECK(started.device.state().last_reason == Status::kRolledBack);
    update(1);
    started.device.flash().flip_bit(started.device.slot(swap ? 1 : 0).address + 100, 1);
    REQUIRE(started.device.roll_back() == Status::kOk);
    CHECK(started.device.boots() == 2);
    CHECK(started.device.state().last_reason == Status::kDigestMismatch);
  }
}

TEST_CASE("Boot: the image before comes back whole where the journal that knew of the exchange is gone") {
  Started started(small_swap_profile());
  REQUIRE(started.device.stage(started.device.image(2, 1)) == Status::kOk);
  REQUIRE(started.device.boots() == 2);
  REQUIRE(started.device.confirm() == Status::kOk);
  const Area& journal = started.device.layout().journal;
  started.device.flash().install(journal.address, Buffer(journal.size_bytes, 0xff));
  REQUIRE(started.device.boots() == 2);
  REQUIRE(started.device.roll_back() == Status::kOk);
  CHECK(started.device.boots() == 1);
  CHECK(started.device.holds(0, started.old_image));
  CHECK(started.device.state().last_reason == Status::kRolledBack);
}

TEST_CASE("Boot: an image below the floor does not come back on demand") {
  Started started(small_swap_profile());
  REQUIRE(started.device.stage(started.device.image(2, 7)) == Status::kOk);
  REQUIRE(started.device.boots() == 2);
  REQUIRE(started.device.confirm() == Status::kOk);
  REQUIRE(started.device.roll_back() == Status::kOk);
  CHECK(started.device.boots() == 2);
  CHECK(started.device.state().last_reason == Status::kRollback);
  CHECK(started.device.state().security_floor == 7);
}

TEST_CASE("Boot: A/B without a journal runs the newer of two images and keeps its floor") {
  BenchDevice device(small_ab_profile());
  device.flash().install(device.slot(0).address, device.image(1, 1, 0));
  device.flash().install(device.slot(1).address, device.image(2, 6, 1));
  CHECK(device.boots() == 2);
  REQUIRE(device.confirm() == Status::kOk);  // opens the updater, which adopts
  CHECK(device.boots() == 2);
  CHECK(device.state().security_floor == 6);
  CHECK(device.state().active_slot == 1);
}

class FakeProtection final : public Protection {
 public:
  Status read_floor(std::uint32_t& value) override {
    if (ok(read_status)) value = floor;
    return read_status;
  }
  Status raise_floor(std::uint32_t value) override {
    CHECK(value > floor);
    floor = value;
    return Status::kOk;
  }
  void lock() override { ++locks; }

  std::uint32_t floor = 0;
  Status read_status = Status::kOk;
  int locks = 0;
};

TEST_CASE("Boot: a protected floor decides instead of the journal's, and rises to what was confirmed and verified") {
  manifests::DeviceProfile profile = small_swap_profile();
  profile.has_protection = true;
  FakeProtection protection;
  BenchDevice device(profile);
  device.set_protection(&protection);
  device.flash().install(device.slot(0).address, device.image(1, 3));
  CHECK(device.boots() == 1);
  CHECK(protection.locks == 1);
  CHECK(protection.floor == 3);
  REQUIRE(device.stage(device.image(2, 5)) == Status::kOk);
  CHECK(device.boots() == 2);
  CHECK(protection.floor == 3);  // on trial
  REQUIRE(device.confirm() == Status::kOk);
  CHECK(device.boots() == 2);
  CHECK(protection.floor == 5);
  // A forged journal neither raises it nor lowers it.
  State state = device.state();
  state.security_floor = 0xffffffff;
  JournalWithRoom journal(device.flash(), device.layout());
  State found;
  REQUIRE(journal.load(found) == Status::kOk);
  REQUIRE(journal.append(state) == Status::kOk);
  CHECK(device.boots() == 2);
  CHECK(protection.floor == 5);
  device.flash().install(device.layout().journal.address, Buffer(device.layout().journal.size_bytes, 0xff));
  device.flash().install(device.slot(0).address, device.image(1, 3));
  device.flash().install(device.slot(1).address, Buffer(device.slot(1).size_bytes, 0xff));
  CHECK(device.boots() == 0);
  protection.read_status = Status::kFlashRead;
  CHECK(device.boots() == 1);  // cannot be read: the journal's stands in
}

TEST_CASE("Boot: a trial that no journal can count is not started: the image before runs") {
  for (const auto& profile : {small_swap_profile(), small_ab_profile()}) {
    manifests::DeviceProfile patient = profile;
    patient.trial_boots = 3;
    Started started(patient);
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    REQUIRE(started.device.boots() == 2);
    const Area& journal = started.device.layout().journal;
    for (std::uint32_t at = 0; at < journal.size_bytes; at += 512) {
      started.device.flash().break_sector(journal.address + at);
    }
    for (int start = 0; start < 3; ++start) CHECK(started.device.boots() == 1);
  }
}

}  // namespace
}  // namespace switchback::bootloader
