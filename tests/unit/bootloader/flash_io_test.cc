#include "bootloader/flash_io.h"

#include <doctest/doctest.h>

namespace switchback::bootloader {
namespace {

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
  UnreadableFlash good(5000);
  CHECK(program_and_check(good, 1000, data) == Status::kOk);
  for (const std::uint32_t at : {1000u, 1127u, 1128u, 1299u}) {
    UnreadableFlash flash(at);
    CHECK(program_and_check(flash, 1000, data) == Status::kFlashVerify);
  }
}

}  // namespace
}  // namespace switchback::bootloader
