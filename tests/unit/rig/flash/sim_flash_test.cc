#include "rig/flash/sim_flash.h"

#include <doctest/doctest.h>

namespace switchback::rig {
namespace {

// Four sectors of 64 bytes, then two of 128 behind a gap.
constexpr std::array<bootloader::SectorRun, 2> kSectors{{{0x1000, 64, 4}, {0x8000, 128, 2}}};

bootloader::Layout make_layout(std::uint32_t write_unit_bytes = 8, std::uint8_t erased_value = 0xff) {
  bootloader::Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = write_unit_bytes;
  layout.erased_value = erased_value;
  return layout;
}

using Buffer = std::vector<std::uint8_t>;

Buffer read(SimFlash& flash, std::uint32_t address, std::size_t size_bytes) {
  Buffer bytes(size_bytes);
  REQUIRE(flash.read(address, bytes) == Status::kOk);
  return bytes;
}

template <class Call>
bool loses_power(Call call) {
  try {
    call();
  } catch (const PowerLoss&) {
    return true;
  }
  return false;
}

TEST_CASE("SimFlash: starts erased, keeps what is programmed, forgets it with the sector's erase") {
  for (const std::uint8_t erased : {std::uint8_t{0xff}, std::uint8_t{0x00}}) {
    const bootloader::Layout layout = make_layout(8, erased);
    SimFlash flash(layout, {}, 1);
    const Buffer data(16, 0x5a);
    CHECK(read(flash, 0x1000, 64) == Buffer(64, erased));
    REQUIRE(flash.program(0x1038, data) == Status::kOk);  // across a sector's end
    CHECK(read(flash, 0x1038, 16) == data);
    REQUIRE(flash.erase_sector(0x1000) == Status::kOk);
    CHECK(read(flash, 0x1038, 8) == Buffer(8, erased));
    CHECK(read(flash, 0x1040, 8) == Buffer(8, 0x5a));
    CHECK(flash.erases().at(0x1000) == 1);
    CHECK(flash.operations() == 2);
    CHECK(flash.faults().empty());
  }
}

TEST_CASE("SimFlash: what no driver must be asked is recorded as a fault") {
  const bootloader::Layout layout = make_layout();
  const Buffer unit(8, 0x5a);
  SUBCASE("a program that is not aligned") {
    SimFlash flash(layout, {}, 1);
    CHECK(flash.program(0x1004, unit) == Status::kFlashProgram);
    CHECK(flash.faults().size() == 1);
  }
  SUBCASE("a program of half a unit") {
    SimFlash flash(layout, {}, 1);
    CHECK(flash.program(0x1000, Bytes(unit).first(4)) == Status::kFlashProgram);
    CHECK(flash.faults().size() == 1);
  }
  SUBCASE("a program that leaves the flash") {
    SimFlash flash(layout, {}, 1);
    CHECK(flash.program(0x10f8, Buffer(16, 0)) == Status::kFlashProgram);
    CHECK(flash.faults().size() == 1);
  }
  SUBCASE("a second program of a unit") {
    SimFlash flash(layout, {}, 1);
    REQUIRE(flash.program(0x1000, unit) == Status::kOk);
    (void)flash.program(0x1000, unit);
    CHECK(flash.faults().size() == 1);
  }
  SUBCASE("an erase from the middle of a sector, or of none") {
    SimFlash flash(layout, {}, 1);
    CHECK(flash.erase_sector(0x1020) == Status::kFlashErase);
    CHECK(flash.erase_sector(0x2000) == Status::kFlashErase);
    CHECK(flash.faults().size() == 2);
  }
  SUBCASE("a read outside the flash") {
    SimFlash flash(layout, {}, 1);
    Buffer bytes(8);
    CHECK(flash.read(0x10fc, bytes) == Status::kFlashRead);
    CHECK(flash.faults().size() == 1);
  }
}

TEST_CASE("SimFlash: without write-once a unit may be programmed further, but no bit comes back") {
  const bootloader::Layout layout = make_layout();
  SimFlash flash(layout, {.write_once = false}, 1);
  REQUIRE(flash.program(0x1000, Buffer(8, 0x0f)) == Status::kOk);
  REQUIRE(flash.program(0x1000, Buffer(8, 0x03)) == Status::kOk);
  CHECK(flash.faults().empty());
  (void)flash.program(0x1000, Buffer(8, 0x30));
  CHECK(flash.faults().size() == 1);
  CHECK(read(flash, 0x1000, 1) == Buffer(1, 0x00));
}

TEST_CASE("SimFlash: a cut before leaves everything as it was, a cut after has done all") {
  const bootloader::Layout layout = make_layout();
  SimFlash flash(layout, {}, 1);
  flash.arm(Cut{0, CutPhase::kBefore, 0});
  CHECK(loses_power([&] { (void)flash.program(0x1000, Buffer(8, 1)); }));
  CHECK(read(flash, 0x1000, 8) == Buffer(8, 0xff));
  flash.arm(Cut{1, CutPhase::kAfter, 0});
  CHECK(flash.program(0x1000, Buffer(8, 1)) == Status::kOk);
  CHECK(loses_power([&] { (void)flash.erase_sector(0x1000); }));
  CHECK(read(flash, 0x1000, 8) == Buffer(8, 0xff));
  CHECK(flash.program(0x1000, Buffer(8, 1)) == Status::kOk);  // power fails once
}

TEST_CASE("SimFlash: a torn program completes some units and leaves one torn; no bit moves the wrong way") {
  const bootloader::Layout layout = make_layout();
  const Buffer wanted(64, 0x35);
  bool some_partial = false;
  for (std::uint32_t pattern = 0; pattern < 64; ++pattern) {
    SimFlash flash(layout, {}, 3);
    flash.arm(Cut{0, CutPhase::kInside, pattern});
    CHECK(loses_power([&] { (void)flash.program(0x1000, wanted); }));
    const Buffer left = flash.peek(0x1000, 64);
    for (const std::uint8_t byte : left) CHECK((byte & 0x35) == 0x35);
    some_partial = some_partial || (left != Buffer(64, 0xff) && left != wanted);
  }
  CHECK(some_partial);
}

TEST_CASE("SimFlash: the same seed and cut tear alike, another seed differently") {
  const bootloader::Layout layout = make_layout();
  const auto torn = [&](std::uint64_t seed) {
    SimFlash flash(layout, {}, seed);
    flash.install(0x1000, Buffer(64, 0x42));
    flash.arm(Cut{0, CutPhase::kInside, 1});
    CHECK(loses_power([&] { (void)flash.erase_sector(0x1000); }));
    return flash.peek(0x1000, 64);
  };
  CHECK(torn(1) == torn(1));
  CHECK(torn(1) != torn(2));
}

TEST_CASE("SimFlash: a half-erased sector must be erased again before it is programmed, however blank it looks") {
  const bootloader::Layout layout = make_layout();
  SimFlash flash(layout, {}, 1);
  flash.install(0x1000, Buffer(64, 0x42));
  flash.arm(Cut{0, CutPhase::kInside, static_cast<std::uint32_t>(EraseTear::kWhole)});
  CHECK(loses_power([&] { (void)flash.erase_sector(0x1000); }));
  CHECK(read(flash, 0x1000, 64) == Buffer(64, 0xff));
  (void)flash.program(0x1000, Buffer(8, 0));
  CHECK(flash.faults().size() == 1);
  REQUIRE(flash.erase_sector(0x1000) == Status::kOk);
  REQUIRE(flash.program(0x1000, Buffer(8, 0)) == Status::kOk);
  CHECK(flash.faults().size() == 1);
}

TEST_CASE("SimFlash: unstable bits read differently until the sector is erased") {
  const bootloader::Layout layout = make_layout();
  SimFlash flash(layout, {.torn_reads = TornReads::kUnstable}, 1);
  flash.arm(Cut{0, CutPhase::kInside, static_cast<std::uint32_t>(ProgramTear::kComplete)});
  CHECK(loses_power([&] { (void)flash.program(0x1000, Buffer(8, 0x00)); }));
  std::set<Buffer> seen;
  for (int i = 0; i < 50; ++i) seen.insert(read(flash, 0x1000, 8));
  CHECK(seen.size() > 5);
  CHECK(seen.contains(Buffer(8, 0x00)));
  REQUIRE(flash.erase_sector(0x1000) == Status::kOk);
  for (int i = 0; i < 10; ++i) CHECK(read(flash, 0x1000, 8) == Buffer(8, 0xff));
}

TEST_CASE("SimFlash: with ECC a torn unit cannot be read, and a touched one not after a second program") {
  const bootloader::Layout layout = make_layout();
  Buffer bytes(8);
  for (const ProgramTear style : {ProgramTear::kComplete, ProgramTear::kInvisible}) {
    SimFlash flash(layout, {.torn_reads = TornReads::kFault}, 1);
    flash.arm(Cut{0, CutPhase::kInside, static_cast<std::uint32_t>(style)});
    CHECK(loses_power([&] { (void)flash.program(0x1000, Buffer(8, 0x00)); }));
    const bool looks_blank = style == ProgramTear::kInvisible;
    CHECK(ok(flash.read(0x1000, bytes)) == looks_blank);
    if (!looks_blank) continue;
    CHECK(flash.program(0x1000, Buffer(8, 0x11)) == Status::kOk);
    CHECK(flash.faults().empty());
    CHECK(flash.read(0x1000, bytes) == Status::kFlashRead);
  }
}

TEST_CASE("SimFlash: broken sectors, flipped bits and unreadable units") {
  const bootloader::Layout layout = make_layout();
  SimFlash flash(layout, {}, 1);
  flash.break_sector(0x8080);
  CHECK(flash.program(0x8080, Buffer(8, 0)) == Status::kFlashProgram);
  CHECK(flash.erase_sector(0x8080) == Status::kFlashErase);
  CHECK(flash.program(0x8000, Buffer(8, 0x10)) == Status::kOk);
  flash.flip_bit(0x8001, 0);
  CHECK(read(flash, 0x8000, 2) == Buffer{0x10, 0x11});
  flash.make_unreadable(0x8003);
  Buffer bytes(1);
  CHECK(flash.read(0x8007, bytes) == Status::kFlashRead);
  CHECK(flash.read(0x8008, bytes) == Status::kOk);
  REQUIRE(flash.erase_sector(0x8000) == Status::kOk);
  CHECK(flash.read(0x8007, bytes) == Status::kOk);
}

}  // namespace
}  // namespace switchback::rig
