// The application library's statuses after a failed flash operation.
#include <doctest/doctest.h>

#include "tests/support/begin.h"
#include "tests/support/bench_device.h"

namespace switchback::testing {
namespace {

TEST_CASE("Updater: a finish that failed cannot be repeated into success") {
  BenchDevice device(small_swap_profile());
  device.flash().install(device.slot(0).address, device.image(1, 1));
  REQUIRE(device.boots() == 1);
  Buffer artefact = device.image(2, 2);
  while (artefact.size() % 4 == 0) artefact.push_back(0);  // the last unit is written by finish()
  bootloader::Updater updater(device.flash(), device.layout());
  REQUIRE(updater.open(device.running_address()) == Status::kOk);
  const Bytes bytes(artefact);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::uint32_t at = 0;
  REQUIRE(testing::begin(updater, bytes.first<wire::kImageHeaderBytes>(), size, 1, at) == Status::kOk);
  REQUIRE(updater.write(0, bytes) == Status::kOk);
  device.flash().break_sector(updater.state().staged_address + size / 512 * 512);
  CHECK(updater.finish() == Status::kFlashProgram);
  CHECK(updater.finish() == Status::kApiState);
  CHECK(updater.request() == Status::kApiState);
}

TEST_CASE("Updater: a download that could not be begun leaves nothing of the one before to request") {
  BenchDevice device(small_swap_profile());
  device.flash().install(device.slot(0).address, device.image(1, 1));
  REQUIRE(device.boots() == 1);
  const Buffer artefact = device.image(2, 2);
  const Bytes bytes(artefact);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  bootloader::Updater updater(device.flash(), device.layout());
  REQUIRE(updater.open(device.running_address()) == Status::kOk);
  std::uint32_t at = 0;
  REQUIRE(testing::begin(updater, bytes.first<wire::kImageHeaderBytes>(), size, 1, at) == Status::kOk);
  REQUIRE(updater.write(0, bytes) == Status::kOk);
  REQUIRE(updater.finish() == Status::kOk);
  device.flash().break_sector(updater.state().staged_address + 512);
  REQUIRE(testing::begin(updater, bytes.first<wire::kImageHeaderBytes>(), size, 2, at) == Status::kFlashErase);
  CHECK(updater.request() == Status::kApiState);
}

// An A/B device whose old image runs again, because the candidate was never confirmed, with a
// journal that took no record of that and works again by now.
class WentBackUnrecorded {
 public:
  WentBackUnrecorded() : device_(small_ab_profile()) {
    device_.flash().install(device_.slot(0).address, device_.image(1, 1));
    REQUIRE(device_.boots() == 1);
    REQUIRE(device_.stage(device_.image(2, 2, 1)) == Status::kOk);
    REQUIRE(device_.boots() == 2);
    while (device_.state().trial_boots_left != 0) REQUIRE(device_.boots() == 2);
    const bootloader::Area& journal = device_.layout().journal;
    for (std::uint32_t at = 0; at < journal.size_bytes; at += 128) device_.flash().break_sector(journal.address + at);
    REQUIRE(device_.boots() == 1);
    for (std::uint32_t at = 0; at < journal.size_bytes; at += 128) {
      device_.flash().cells().repair_sector(journal.address + at);
    }
  }

  BenchDevice& device() { return device_; }

 private:
  BenchDevice device_;
};

TEST_CASE("Updater: an image that went back unrecorded neither confirms the candidate nor erases its own slot") {
  WentBackUnrecorded story;
  BenchDevice& device = story.device();
  bootloader::Updater updater(device.flash(), device.layout());
  CHECK(updater.open(device.running_address()) == Status::kApiSlot);
  CHECK(updater.confirm() == Status::kApiState);
  CHECK(updater.cancel() == Status::kApiState);
  const Buffer artefact = device.image(3, 3);
  std::uint32_t at = 0;
  CHECK(testing::begin(updater, Bytes(artefact).first<wire::kImageHeaderBytes>(),
                       static_cast<std::uint32_t>(artefact.size()), 1, at) == Status::kApiState);
  CHECK(device.state().security_floor == 1);
}

TEST_CASE("Updater: once the bootloader has recorded which slot runs, the application may update again") {
  WentBackUnrecorded story;
  BenchDevice& device = story.device();
  REQUIRE(device.boots() == 1);
  CHECK(device.state().active_slot == 0);
  CHECK(device.state().last_reason == Status::kTrialExpired);
  REQUIRE(device.stage(device.image(3, 3, 1)) == Status::kOk);
  CHECK(device.boots() == 3);
}

}  // namespace
}  // namespace switchback::testing
