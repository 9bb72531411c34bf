#include "bootloader/ordered_writer.h"

#include <doctest/doctest.h>

#include "bootloader/resume.h"
#include "rig/sim_flash.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint32_t kSectorBytes = 256;
constexpr std::array<SectorRun, 1> kSectors{{{0, kSectorBytes, 8}}};
using rig::Cut;

constexpr Area kArea{2 * kSectorBytes, 5 * kSectorBytes};

Layout make_layout(std::uint32_t write_unit_bytes) {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = write_unit_bytes;
  layout.journal = {0, 2 * kSectorBytes};
  return layout;
}

std::vector<std::uint8_t> make_data(std::uint32_t size_bytes) {
  std::vector<std::uint8_t> data(size_bytes);
  for (std::uint32_t i = 0; i < size_bytes; ++i) data[i] = static_cast<std::uint8_t>(i * 13 + i / 256 + 1);
  return data;
}

TEST_CASE("OrderedWriter: pieces of any size give the same bytes, and the last unit is filled up") {
  const std::vector<std::uint8_t> data = make_data(701);
  for (const std::uint32_t unit : {1u, 4u, 8u, 32u, 128u}) {
    for (const std::size_t piece : {1u, 3u, 64u, 701u}) {
      const Layout layout = make_layout(unit);
      rig::SimFlash flash(layout, {}, 1);
      OrderedWriter writer(flash, layout, kArea);
      REQUIRE(writer.start() == Status::kOk);
      for (std::size_t at = 0; at < data.size(); at += piece) {
        REQUIRE(writer.write(Bytes(data).subspan(at, std::min(piece, data.size() - at))) == Status::kOk);
      }
      REQUIRE(writer.finish() == Status::kOk);
      CHECK(flash.peek(kArea.address, 701) == data);
      CHECK(flash.peek(kArea.address + 701, 67) == std::vector<std::uint8_t>(67, 0xff));
      CHECK(flash.faults().empty());
    }
  }
}

TEST_CASE("OrderedWriter: a byte past the area is refused") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  OrderedWriter writer(flash, layout, kArea);
  REQUIRE(writer.start() == Status::kOk);
  CHECK(writer.write(make_data(kArea.size_bytes + 1)) == Status::kFlashRange);
  CHECK(writer.write(make_data(kArea.size_bytes)) == Status::kOk);
  CHECK(writer.write(make_data(1)) == Status::kFlashRange);
}

TEST_CASE("OrderedWriter: resume keeps whole sectors and erases the one at the frontier and the next") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  OrderedWriter writer(flash, layout, kArea);
  REQUIRE(writer.start() == Status::kOk);
  REQUIRE(writer.write(make_data(2 * kSectorBytes + 140)) == Status::kOk);

  OrderedWriter again(flash, layout, kArea);
  flash.arm(std::nullopt);
  CHECK(again.whole_bytes() == 2 * kSectorBytes);
  CHECK(flash.operations() == 0);
  REQUIRE(again.resume(again.whole_bytes()) == Status::kOk);
  CHECK(flash.operations() == 2);
  CHECK(again.kept_bytes() == 2 * kSectorBytes);
  CHECK(flash.peek(kArea.address + 2 * kSectorBytes, 140) == std::vector<std::uint8_t>(140, 0xff));
}

TEST_CASE("OrderedWriter: resume at the area's last sector does not erase what lies behind it") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  const std::vector<std::uint8_t> neighbour(16, 0x42);
  flash.install(kArea.end(), neighbour);
  OrderedWriter writer(flash, layout, kArea);
  REQUIRE(writer.start() == Status::kOk);
  REQUIRE(writer.write(make_data(kArea.size_bytes)) == Status::kOk);
  CHECK(writer.whole_bytes() == 4 * kSectorBytes);
  REQUIRE(writer.resume(4 * kSectorBytes) == Status::kOk);
  CHECK(flash.peek(kArea.end(), 16) == neighbour);
}

TEST_CASE("OrderedWriter: the kept part is compared, and a difference is reported") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  OrderedWriter writer(flash, layout, kArea);
  const std::vector<std::uint8_t> data = make_data(600);
  REQUIRE(writer.start() == Status::kOk);
  REQUIRE(writer.write(data) == Status::kOk);
  REQUIRE(writer.resume(2 * kSectorBytes) == Status::kOk);
  CHECK(writer.write(data) == Status::kOk);
  REQUIRE(writer.finish() == Status::kOk);
  CHECK(flash.peek(kArea.address, 600) == data);

  flash.flip_bit(kArea.address + 100, 2);
  REQUIRE(writer.resume(2 * kSectorBytes) == Status::kOk);
  CHECK(writer.write(data) == Status::kFlashVerify);
  flash.make_unreadable(kArea.address + 100);
  REQUIRE(writer.resume(2 * kSectorBytes) == Status::kOk);
  CHECK(writer.write(data) == Status::kFlashVerify);
}

TEST_CASE("OrderedWriter: a sector that cannot be erased or programmed is reported") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  OrderedWriter writer(flash, layout, kArea);
  REQUIRE(writer.start() == Status::kOk);
  flash.break_sector(kArea.address + kSectorBytes);
  CHECK(writer.write(make_data(kSectorBytes)) == Status::kOk);
  CHECK(writer.write(make_data(kMaxWriteUnitBytes)) == Status::kFlashProgram);
  CHECK(writer.start() == Status::kFlashErase);
}

// Two sectors and a bit are written; the resume is cut at `cut`, and resumed again: what was kept then is whole, and
// what lies behind it is really blank.
void cut_resume(const rig::FlashModel& model, const Cut& cut) {
  const Layout layout = make_layout(8);
  rig::SimFlash flash(layout, model, cut.pattern + 1);
  Journal journal(flash, layout);
  State state;
  REQUIRE(journal.load(state) == Status::kOk);
  const std::vector<std::uint8_t> data = make_data(4 * kSectorBytes);
  OrderedWriter writer(flash, layout, kArea);
  REQUIRE(writer.start() == Status::kOk);
  state.phase = Phase::kReceiving;
  REQUIRE(journal.append(state) == Status::kOk);
  REQUIRE(writer.write(Bytes(data).first(2 * kSectorBytes + 140)) == Status::kOk);
  flash.arm(cut);
  try {
    OrderedWriter resumed(flash, layout, kArea);
    (void)resume_writing(resumed, journal, state);
  } catch (const rig::PowerLoss&) {
  }
  flash.arm(std::nullopt);
  Journal journal_again(flash, layout);
  REQUIRE(journal_again.load(state) == Status::kOk);
  OrderedWriter last(flash, layout, kArea);
  REQUIRE(resume_writing(last, journal_again, state) == Status::kOk);
  last.skip_kept();
  CHECK(last.position() >= kSectorBytes);
  REQUIRE(last.write(Bytes(data).subspan(last.position())) == Status::kOk);
  CHECK(flash.peek(kArea.address, 4 * kSectorBytes) == data);
  CHECK(flash.faults().empty());
}

TEST_CASE("resume_writing: a resume that is cut in any operation is taken up where it was") {
  for (const auto torn_reads : {rig::TornReads::kStable, rig::TornReads::kUnstable, rig::TornReads::kFault}) {
    for (std::uint64_t operation = 0; operation < 6; ++operation) {
      for (std::uint32_t pattern = 0; pattern < 12; ++pattern) {
        CAPTURE(operation);
        CAPTURE(pattern);
        cut_resume({.write_once = true, .torn_reads = torn_reads}, {operation, rig::CutPhase::kInside, pattern});
        cut_resume({.write_once = true, .torn_reads = torn_reads}, {operation, rig::CutPhase::kAfter, pattern});
      }
    }
  }
}

}  // namespace
}  // namespace switchback::bootloader
