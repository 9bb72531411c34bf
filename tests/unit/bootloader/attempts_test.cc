// Starts that make no progress, and updates that are given up.
#include <doctest/doctest.h>

#include "bootloader/board/flash_io.h"
#include "bootloader/boot.h"
#include "bootloader/journal/journal.h"
#include "tests/unit/bootloader/started.h"

namespace switchback::bootloader {
namespace {

using testing::Buffer;
using testing::small_ab_profile;
using testing::small_swap_profile;

// Starts with power that lasts for so many operations and fails inside the next one, until an image
// runs. -1: none did.
int starts_until_one_runs(Started& started, std::uint64_t operations) {
  for (int start = 1; start <= 40; ++start) {
    started.device.flash().arm(rig::Cut{operations, rig::CutPhase::kInside, 0});
    try {
      if (started.device.boots() == 1) return start;
    } catch (const rig::PowerLoss&) {
    }
  }
  return -1;
}

TEST_CASE("Boot: an update that power always cuts is given up, and the old image runs, from one operation on") {
  for (const auto& profile : {small_swap_profile(), small_ab_profile()}) {
    for (std::uint64_t operations = 1; operations < 12; ++operations) {
      Started started(profile);
      REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
      CAPTURE(operations);
      CHECK(starts_until_one_runs(started, operations) > 0);
      started.device.flash().arm(std::nullopt);
      CHECK(started.device.flash().faults().empty());
    }
  }
}

TEST_CASE("Boot: what was given up says so, and the next update is installed") {
  Started started(small_swap_profile());
  REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
  REQUIRE(starts_until_one_runs(started, 3) > 0);
  started.device.flash().arm(std::nullopt);
  CHECK(started.device.boots() == 1);
  CHECK(started.device.state().phase == Phase::kIdle);
  CHECK(started.device.state().last_reason == Status::kNoProgress);
  REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
  CHECK(started.device.boots() == 2);
  CHECK(started.device.state().attempts == 0);
}

TEST_CASE("Boot: a start that was not counted before it was cut is told by the board") {
  Started started(small_swap_profile());
  REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
  started.device.set_failed_starts(started.device.layout().install_attempts);
  CHECK(started.device.boots() == 1);
  CHECK(started.device.state().last_reason == Status::kNoProgress);
}

}  // namespace
}  // namespace switchback::bootloader
