#include "bootloader/app/updater.h"

#include <doctest/doctest.h>

#include "bootloader/board/layout_areas.h"
#include "tests/support/begin.h"
#include "tests/support/bench_device.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::Buffer;

// A device that runs version 1, and an artefact to download.
struct Downloading {
  explicit Downloading(bool swap = true)
      : device(swap ? testing::small_swap_profile() : testing::small_ab_profile()), artefact(device.image(2, 2, 1)) {
    device.flash().install(device.slot(0).address, device.image(1, 1));
    REQUIRE(device.boots() == 1);
  }

  Bytes bytes() const { return artefact; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(artefact.size()); }

  // As after a reset of the application.
  struct Opened : Updater {
    explicit Opened(BenchDevice& device) : Updater(device.flash(), device.layout()) {
      REQUIRE(Updater::open(device.running_address()) == Status::kOk);
    }
  };
  Opened open() { return Opened(device); }

  Status begin(Updater& updater, std::uint32_t& at, std::uint32_t tag = 1) const {
    return testing::begin(updater, bytes().first<wire::kImageHeaderBytes>(), size(), tag, at);
  }

  BenchDevice device;
  Buffer artefact;
};

TEST_CASE("Updater: nothing works before open()") {
  Downloading download;
  Updater updater(download.device.flash(), download.device.layout());
  std::uint32_t at = 0;
  CHECK(download.begin(updater, at) == Status::kApiState);
  CHECK(updater.write(0, {}) == Status::kApiState);
  CHECK(updater.finish() == Status::kApiState);
  CHECK(updater.request() == Status::kApiState);
  CHECK(updater.confirm() == Status::kApiState);
  CHECK(updater.cancel() == Status::kApiState);
}

TEST_CASE("Updater: a download in chunks of any size is staged byte for byte") {
  for (const std::size_t chunk : {1u, 5u, 32u, 100u, 4096u}) {
    Downloading download;
    Downloading::Opened updater = download.open();
    std::uint32_t at = 99;
    REQUIRE(download.begin(updater, at) == Status::kOk);
    CHECK(at == 0);
    while (at < download.size()) {
      const Bytes part = download.bytes().subspan(at, std::min<std::size_t>(chunk, download.size() - at));
      REQUIRE(updater.write(at, part) == Status::kOk);
      at += static_cast<std::uint32_t>(part.size());
    }
    REQUIRE(updater.finish() == Status::kOk);
    const std::uint32_t where = updater.state().staged_address;
    CHECK(download.device.flash().peek(where, download.size()) == download.artefact);
    CHECK(download.device.flash().faults().empty());
  }
}

TEST_CASE("Updater: a reset after any chunk resumes the download, behind whole sectors, and it installs") {
  for (const bool swap : {true, false}) {
    Downloading download(swap);
    std::uint32_t written = 0;
    int resets = 0;
    for (;;) {
      Downloading::Opened updater = download.open();
      std::uint32_t at = 0;
      REQUIRE(download.begin(updater, at) == Status::kOk);
      CHECK(at % 512 == 0);
      CHECK(at <= written);
      CHECK(at + 512 > (written / 512) * 512);
      const Bytes rest = download.bytes().subspan(at);
      const std::size_t count = std::min<std::size_t>(rest.size(), 700);
      REQUIRE(updater.write(at, rest.first(count)) == Status::kOk);
      written = at + static_cast<std::uint32_t>(count);
      ++resets;
      REQUIRE(resets < 20);
      if (written < download.size()) continue;
      REQUIRE(updater.finish() == Status::kOk);
      REQUIRE(updater.request() == Status::kOk);
      break;
    }
    CHECK(resets > 2);
    CHECK(download.device.boots() == 2);
    CHECK(download.device.flash().faults().empty());
  }
}

TEST_CASE("Updater: a download with another tag or size starts from its first byte") {
  Downloading download;
  for (const std::uint32_t tag : {1u, 2u, 3u}) {
    Downloading::Opened updater = download.open();
    std::uint32_t at = 99;
    REQUIRE(download.begin(updater, at, tag) == Status::kOk);
    CHECK(at == 0);
    REQUIRE(updater.write(0, download.bytes().first(1100)) == Status::kOk);
  }
  Downloading::Opened updater = download.open();
  std::uint32_t at = 99;
  REQUIRE(testing::begin(updater, download.bytes().first<32>(), download.size() - 1, 3, at) == Status::kOk);
  CHECK(at == 0);
  CHECK(download.device.flash().faults().empty());
}

TEST_CASE("Updater: what rotted behind the download's end is not taken for progress") {
  Downloading download;
  std::uint32_t at = 0;
  {
    Downloading::Opened updater = download.open();
    REQUIRE(testing::begin(updater, download.bytes().first<32>(), 600, 1, at) == Status::kOk);
    REQUIRE(updater.write(0, download.bytes().first(600)) == Status::kOk);
  }
  Downloading::Opened updater = download.open();
  download.device.flash().flip_bit(updater.state().staged_address + 1023, 0);  // in the second sector, behind byte 600
  REQUIRE(testing::begin(updater, download.bytes().first<32>(), 600, 1, at) == Status::kOk);
  CHECK(at <= 600);
}

TEST_CASE("Updater: bytes must continue where the download stands, and not go past its size") {
  Downloading download;
  Downloading::Opened updater = download.open();
  std::uint32_t at = 0;
  REQUIRE(download.begin(updater, at) == Status::kOk);
  CHECK(updater.write(4, download.bytes().first(4)) == Status::kApiOffset);
  REQUIRE(updater.write(0, download.bytes().first(8)) == Status::kOk);
  CHECK(updater.write(0, download.bytes().first(8)) == Status::kApiOffset);
  CHECK(updater.write(8, Buffer(download.size() - 7)) == Status::kApiSize);
  CHECK(updater.finish() == Status::kApiSize);
  CHECK(updater.request() == Status::kApiState);
  CHECK(updater.write(8, download.bytes().subspan(8)) == Status::kOk);
  CHECK(updater.finish() == Status::kOk);
}

TEST_CASE("Updater: what does not fit, has no size or no header is refused before anything is erased") {
  Downloading download;
  Downloading::Opened updater = download.open();
  download.device.flash().arm(std::nullopt);
  std::uint32_t at = 0;
  const auto header = download.bytes().first<wire::kImageHeaderBytes>();
  CHECK(testing::begin(updater, header, 0, 1, at) == Status::kApiSize);
  CHECK(testing::begin(updater, header, max_image_bytes(download.device.layout()) + 1, 1, at) == Status::kApiSize);
  CHECK(testing::begin(updater, header, 0xffffffff, 1, at) == Status::kApiSize);
  CHECK(testing::begin(updater, std::array<std::uint8_t, 32>{}, 100, 1, at) == Status::kImageMagic);
  CHECK(download.device.flash().operations() == 0);
}

TEST_CASE("Updater: while an update is requested or on trial none begins; cancelling makes room") {
  Downloading download;
  REQUIRE(download.device.stage(download.artefact) == Status::kOk);
  std::uint32_t at = 0;
  {
    Downloading::Opened updater = download.open();
    CHECK(download.begin(updater, at) == Status::kApiState);
    REQUIRE(updater.cancel() == Status::kOk);
    CHECK(updater.cancel() == Status::kApiState);
  }
  CHECK(download.device.boots() == 1);
  REQUIRE(download.device.stage(download.artefact) == Status::kOk);
  CHECK(download.device.boots() == 2);
  Downloading::Opened updater = download.open();
  CHECK(download.begin(updater, at) == Status::kApiState);
  CHECK(updater.cancel() == Status::kApiState);
}

TEST_CASE("Updater: a write that fails ends the session; begin() finds what holds and goes on") {
  Downloading download;
  Downloading::Opened updater = download.open();
  std::uint32_t at = 0;
  REQUIRE(download.begin(updater, at) == Status::kOk);
  REQUIRE(updater.write(0, download.bytes().first(600)) == Status::kOk);
  const std::uint32_t address = updater.state().staged_address + 512;
  download.device.flash().break_sector(address);
  CHECK(updater.write(600, download.bytes().subspan(600, 100)) == Status::kFlashProgram);
  CHECK(updater.write(700, download.bytes().subspan(700, 4)) == Status::kApiState);
  CHECK(download.begin(updater, at) == Status::kFlashErase);
}

TEST_CASE("Updater: what could not be recorded has not happened") {
  Downloading download;
  REQUIRE(download.device.stage(download.artefact) == Status::kOk);
  Downloading::Opened updater = download.open();
  const Area& journal = download.device.layout().journal;
  download.device.flash().break_sector(journal.address);
  download.device.flash().break_sector(journal.address + journal.size_bytes / 2);
  CHECK_FALSE(ok(updater.cancel()));
  CHECK(updater.state().phase == Phase::kRequested);
}

TEST_CASE("Updater: a confirmation that could not be recorded leaves the image on trial") {
  Downloading download;
  REQUIRE(download.device.stage(download.artefact) == Status::kOk);
  REQUIRE(download.device.boots() == 2);
  Downloading::Opened updater = download.open();
  const Area& journal = download.device.layout().journal;
  download.device.flash().break_sector(journal.address);
  download.device.flash().break_sector(journal.address + journal.size_bytes / 2);
  CHECK_FALSE(ok(updater.confirm()));
  CHECK(updater.state().phase == Phase::kTrial);
}

}  // namespace
}  // namespace switchback::bootloader
