#include "bootloader/board/flash_io.h"

#include <doctest/doctest.h>

#include "tests/support/bench_device.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::small_swap_profile;

// Takes every program, and cannot be read at one address any more.
class UnreadableFlash final : public Flash {
 public:
  explicit UnreadableFlash(std::uint32_t unreadable) : unreadable_(unreadable) {}

  Status read(std::uint32_t address, MutableBytes out) override {
    const bool is_hit = unreadable_ >= address && unreadable_ - address < out.size();
    for (std::uint8_t& byte : out) byte = 0x5a;
    return is_hit ? Status::kFlashRead : Status::kOk;
  }
  Status program(std::uint32_t /*address*/, Bytes /*data*/) override { return Status::kOk; }
  Status erase_sector(std::uint32_t /*address*/) override { return Status::kOk; }

 private:
  std::uint32_t unreadable_;
};

TEST_CASE("Flash: what cannot be read back after it was programmed does not count as programmed") {
  std::array<std::uint8_t, 300> data;  // more than one piece
  data.fill(0x5a);
  Scratch scratch;
  UnreadableFlash good(5000);
  CHECK(program_and_check(good, 1000, data, scratch) == Status::kOk);
  for (const std::uint32_t at : {1000u, 1127u, 1128u, 1299u}) {
    UnreadableFlash flash(at);
    CHECK(program_and_check(flash, 1000, data, scratch) == Status::kFlashVerify);
  }
}

TEST_CASE("Flash: areas that overlap the journal are neither erased nor copied to, not even in part") {
  BenchDevice device(small_swap_profile());
  const Layout& layout = device.layout();
  const Area journal = layout.journal;
  const Area slot = layout.slots[0];
  const std::uint32_t sector_bytes = layout.sectors[0].sector_bytes;
  Scratch scratch;
  device.flash().install(journal.address, Bytes(testing::Buffer(journal.size_bytes, 0x5a)));
  const auto is_whole = [&] {
    testing::Buffer found(journal.size_bytes);
    return ok(device.flash().read(journal.address, found)) && all_are(found, 0x5a);
  };
  const Area sectors[] = {journal,
                          {journal.address, sector_bytes},
                          {journal.end() - sector_bytes, 2 * sector_bytes},
                          {journal.address - sector_bytes, 2 * sector_bytes},
                          {0, 0x7fffffff}};
  for (const Area& area : sectors) {
    CHECK(erase_sectors(device.flash(), layout, area, nullptr) == Status::kFlashRange);
    CHECK(copy_sectors(device.flash(), layout, slot, area, scratch, nullptr) == Status::kFlashRange);
    CHECK(is_whole());
  }
  CHECK(erase_sectors(device.flash(), layout, slot, nullptr) == Status::kOk);
  CHECK(is_whole());
  CHECK(erase_journal_bank(device.flash(), layout, {journal.address, sector_bytes}, nullptr) == Status::kOk);
  CHECK_FALSE(is_whole());
}

}  // namespace
}  // namespace switchback::bootloader
