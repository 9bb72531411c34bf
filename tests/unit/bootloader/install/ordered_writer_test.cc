#include "bootloader/install/ordered_writer.h"

#include <doctest/doctest.h>

#include "rig/flash/sim_flash.h"

namespace switchback::bootloader {
namespace {

// Calls `step` until it has erased all.
template <class Step>
Status whole(Step step) {
  Status status = Status::kApiErasing;
  while (status == Status::kApiErasing) status = step();
  return status;
}

constexpr std::uint32_t kSectorBytes = 256;
constexpr std::array<SectorRun, 1> kSectors{{{0, kSectorBytes, 10}}};
using rig::Cut;

constexpr Area kJournal{0, 4 * kSectorBytes};  // two banks of ten records
constexpr Area kArea{kJournal.end(), 5 * kSectorBytes};

Layout make_layout(std::uint32_t write_unit_bytes) {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = write_unit_bytes;
  layout.journal = kJournal;
  layout.slots[1] = kArea;
  return layout;
}

std::vector<std::uint8_t> make_data(std::uint32_t size_bytes) {
  std::vector<std::uint8_t> data(size_bytes);
  for (std::uint32_t i = 0; i < size_bytes; ++i) data[i] = static_cast<std::uint8_t>(i * 13 + i / 256 + 1);
  return data;
}

// One start of a device: the journal as it is found, and a writer on the area.
struct Start {
  Start(rig::SimFlash& flash, const Layout& layout)
      : journal(flash, layout), writer(flash, layout, journal, state, kArea) {
    REQUIRE(journal.load(state) == Status::kOk);
  }

  // Erases the area, then records that it is being written.
  Status begin() {
    if (const Status status = whole([&] { return writer.start(); }); !ok(status)) return status;
    state.phase = Phase::kReceiving;
    state.staged_address = kArea.address;
    state.staged_size_bytes = kArea.size_bytes;
    state.progress = 0;
    return journal.append(state);
  }

  JournalWithRoom journal;
  State state;
  OrderedWriter writer;
};

TEST_CASE("OrderedWriter: pieces of any size give the same bytes, and the last unit is filled up") {
  const std::vector<std::uint8_t> data = make_data(701);
  for (const std::uint32_t unit : {1u, 4u, 8u, 32u, 128u}) {
    for (const std::size_t piece : {1u, 3u, 64u, 701u}) {
      const Layout layout = make_layout(unit);
      rig::SimFlash flash(layout, {}, 1);
      Start start(flash, layout);
      REQUIRE(start.begin() == Status::kOk);
      for (std::size_t at = 0; at < data.size(); at += piece) {
        REQUIRE(start.writer.write(Bytes(data).subspan(at, std::min(piece, data.size() - at))) == Status::kOk);
      }
      REQUIRE(start.writer.finish() == Status::kOk);
      CHECK(flash.peek(kArea.address, 701) == data);
      CHECK(flash.peek(kArea.address + 701, 67) == std::vector<std::uint8_t>(67, 0xff));
      CHECK(flash.faults().empty());
    }
  }
}

TEST_CASE("OrderedWriter: a byte past the area is refused") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  Start start(flash, layout);
  REQUIRE(start.begin() == Status::kOk);
  CHECK(start.writer.write(make_data(kArea.size_bytes + 1)) == Status::kFlashRange);
  CHECK(start.writer.write(make_data(kArea.size_bytes)) == Status::kOk);
  CHECK(start.writer.write(make_data(1)) == Status::kFlashRange);
}

TEST_CASE("OrderedWriter: a resume keeps whole sectors and erases the one at the frontier and the next") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  Start first(flash, layout);
  REQUIRE(first.begin() == Status::kOk);
  REQUIRE(first.writer.write(make_data(2 * kSectorBytes + 140)) == Status::kOk);

  Start again(flash, layout);
  const auto erases_before = flash.erases();
  REQUIRE(whole([&] { return again.writer.resume(); }) == Status::kOk);
  CHECK(again.writer.kept_bytes() == 2 * kSectorBytes);
  CHECK(again.state.progress == 2 * kSectorBytes);
  CHECK(flash.peek(kArea.address + 2 * kSectorBytes, 140) == std::vector<std::uint8_t>(140, 0xff));
  for (std::uint32_t sector = 0; sector < kArea.size_bytes; sector += kSectorBytes) {
    const bool is_touched = sector == 2 * kSectorBytes || sector == 3 * kSectorBytes;
    const std::uint32_t address = kArea.address + sector;
    CHECK(flash.erases().at(address) == erases_before.at(address) + (is_touched ? 1 : 0));
  }
}

TEST_CASE("OrderedWriter: a resume at the area's last sector does not erase what lies behind it") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  const std::vector<std::uint8_t> neighbour(16, 0x42);
  flash.install(kArea.end(), neighbour);
  Start start(flash, layout);
  REQUIRE(start.begin() == Status::kOk);
  REQUIRE(start.writer.write(make_data(kArea.size_bytes)) == Status::kOk);
  REQUIRE(whole([&] { return start.writer.resume(); }) == Status::kOk);
  CHECK(start.writer.kept_bytes() == 4 * kSectorBytes);
  CHECK(flash.peek(kArea.end(), 16) == neighbour);
}

TEST_CASE("OrderedWriter: progress outside the area is refused, and nothing is erased") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  Start start(flash, layout);
  REQUIRE(start.begin() == Status::kOk);
  for (const std::uint32_t progress : {kArea.size_bytes, kArea.size_bytes + 1, 0xfffffffeu, 0xffffffffu}) {
    start.state.progress = progress;
    flash.arm(std::nullopt);
    CHECK(whole([&] { return start.writer.resume(); }) == Status::kFlashRange);
    CHECK(flash.operations() == 0);
  }
}

TEST_CASE("OrderedWriter: the kept part is compared, and a difference is reported") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  Start start(flash, layout);
  OrderedWriter& writer = start.writer;
  const std::vector<std::uint8_t> data = make_data(600);
  REQUIRE(start.begin() == Status::kOk);
  REQUIRE(writer.write(data) == Status::kOk);
  REQUIRE(writer.finish() == Status::kOk);
  REQUIRE(whole([&] { return writer.resume(); }) == Status::kOk);
  CHECK(writer.write(data) == Status::kOk);
  REQUIRE(writer.finish() == Status::kOk);
  CHECK(flash.peek(kArea.address, 600) == data);

  flash.flip_bit(kArea.address + 100, 2);
  REQUIRE(whole([&] { return writer.resume(); }) == Status::kOk);
  CHECK(writer.write(data) == Status::kFlashVerify);
  flash.make_unreadable(kArea.address + 100);
  REQUIRE(whole([&] { return writer.resume(); }) == Status::kOk);
  CHECK(writer.write(data) == Status::kFlashVerify);
}

TEST_CASE("OrderedWriter: a sector that cannot be erased or programmed is reported") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  Start start(flash, layout);
  REQUIRE(start.begin() == Status::kOk);
  flash.break_sector(kArea.address + kSectorBytes);
  CHECK(start.writer.write(make_data(kSectorBytes)) == Status::kOk);
  CHECK(start.writer.write(make_data(kMaxWriteUnitBytes)) == Status::kFlashProgram);
  CHECK(whole([&] { return start.writer.start(); }) == Status::kFlashErase);
}

// The whole area but for two sectors in its middle, which have the erased value.
std::vector<std::uint8_t> make_data_with_gap() {
  std::vector<std::uint8_t> data = make_data(kArea.size_bytes);
  std::fill_n(data.begin() + kSectorBytes, 2 * kSectorBytes, std::uint8_t{0xff});
  return data;
}

constexpr std::size_t kGapEnd = std::size_t{3} * kSectorBytes;

TEST_CASE("OrderedWriter: what is written behind a blank sector is announced in the journal") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  Start start(flash, layout);
  const std::vector<std::uint8_t> data = make_data_with_gap();
  REQUIRE(start.begin() == Status::kOk);
  REQUIRE(start.writer.write(Bytes(data).first(kGapEnd)) == Status::kOk);
  CHECK(Start(flash, layout).state.progress == 0);
  REQUIRE(start.writer.write(Bytes(data).subspan(kGapEnd)) == Status::kOk);
  CHECK(Start(flash, layout).state.progress == 3 * kSectorBytes);
}

TEST_CASE("OrderedWriter: a half-written unit behind a blank sector that reads erased costs nothing that was kept") {
  const Layout layout = make_layout(4);
  rig::SimFlash flash(layout, {}, 1);
  const std::vector<std::uint8_t> data = make_data_with_gap();
  {
    Start start(flash, layout);
    REQUIRE(start.begin() == Status::kOk);
    REQUIRE(start.writer.write(Bytes(data).first(kGapEnd + 128)) == Status::kOk);
  }
  const rig::Cells written = flash.cells();
  flash.cells().erase({kArea.address + 3 * kSectorBytes, kSectorBytes});  // as it reads at this start, not at the next
  {
    Start start(flash, layout);
    REQUIRE(whole([&] { return start.writer.resume(); }) == Status::kOk);
    CHECK(start.writer.kept_bytes() == 3 * kSectorBytes);
    start.writer.skip_kept();
    REQUIRE(start.writer.write(Bytes(data).subspan(kGapEnd)) == Status::kOk);
  }
  CHECK(flash.peek(kArea.address, kArea.size_bytes) == data);
}

// Two sectors and a bit are written; the resume is cut at `cut`, and resumed again: what was kept
// then is whole, and what lies behind it is really blank.
void cut_resume(const rig::FlashModel& model, const Cut& cut, const std::vector<std::uint8_t>& data) {
  const Layout layout = make_layout(8);
  rig::SimFlash flash(layout, model, cut.pattern + 1);
  {
    Start start(flash, layout);
    REQUIRE(start.begin() == Status::kOk);
    REQUIRE(start.writer.write(Bytes(data).first(kGapEnd + 140)) == Status::kOk);
  }
  flash.arm(cut);
  try {
    Start start(flash, layout);
    (void)whole([&] { return start.writer.resume(); });
  } catch (const rig::PowerLoss&) {
  }
  flash.arm(std::nullopt);
  Start last(flash, layout);
  REQUIRE(whole([&] { return last.writer.resume(); }) == Status::kOk);
  last.writer.skip_kept();
  CHECK(last.writer.position() >= 2 * kSectorBytes);
  REQUIRE(last.writer.write(Bytes(data).subspan(last.writer.position())) == Status::kOk);
  CHECK(flash.peek(kArea.address, static_cast<std::uint32_t>(data.size())) == data);
  CHECK(flash.faults().empty());
}

TEST_CASE("OrderedWriter: a resume that is cut in any operation is taken up where it was") {
  for (const auto torn_reads : {rig::TornReads::kStable, rig::TornReads::kUnstable, rig::TornReads::kFault}) {
    for (std::uint64_t operation = 0; operation < 6; ++operation) {
      for (std::uint32_t pattern = 0; pattern < 12; ++pattern) {
        CAPTURE(operation);
        CAPTURE(pattern);
        for (const std::vector<std::uint8_t>& data : {make_data(kArea.size_bytes), make_data_with_gap()}) {
          cut_resume({.write_once = true, .torn_reads = torn_reads}, {operation, rig::CutPhase::kInside, pattern},
                     data);
          cut_resume({.write_once = true, .torn_reads = torn_reads}, {operation, rig::CutPhase::kAfter, pattern}, data);
        }
      }
    }
  }
}

}  // namespace
}  // namespace switchback::bootloader
