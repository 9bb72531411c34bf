// What the application library says after a flash operation has failed.
#include <doctest/doctest.h>

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
  REQUIRE(updater.open() == Status::kOk);
  const Bytes bytes(artefact);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::uint32_t at = 0;
  REQUIRE(updater.begin(bytes.first<wire::kImageHeaderBytes>(), size, 1, at) == Status::kOk);
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
  REQUIRE(updater.open() == Status::kOk);
  std::uint32_t at = 0;
  REQUIRE(updater.begin(bytes.first<wire::kImageHeaderBytes>(), size, 1, at) == Status::kOk);
  REQUIRE(updater.write(0, bytes) == Status::kOk);
  REQUIRE(updater.finish() == Status::kOk);
  device.flash().break_sector(updater.state().staged_address + 512);
  REQUIRE(updater.begin(bytes.first<wire::kImageHeaderBytes>(), size, 2, at) == Status::kFlashErase);
  CHECK(updater.request() == Status::kApiState);
}

}  // namespace
}  // namespace switchback::testing
