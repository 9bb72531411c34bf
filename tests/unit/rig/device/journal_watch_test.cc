// The rows that a watch names, and the records that it reports as problems.
#include "rig/device/journal_watch.h"

#include <doctest/doctest.h>

#include "bootloader/journal/journal.h"
#include "rig/flash/sim_flash.h"

namespace switchback::rig {
namespace {

using bootloader::JournalWithRoom;
using bootloader::Layout;
using bootloader::Phase;
using bootloader::SectorRun;
using bootloader::State;

constexpr std::uint32_t kBankBytes = 512;
constexpr std::uint32_t kPlaceBytes = 64;
constexpr std::array<SectorRun, 1> kSectors{{{0, kBankBytes, 4}}};

Layout make_layout() {
  Layout layout;
  layout.sectors = kSectors;
  layout.write_unit_bytes = kPlaceBytes;  // a torn record is one torn unit
  layout.journal = {0, 2 * kBankBytes};
  layout.slots[1] = {2 * kBankBytes, kBankBytes};
  return layout;
}

// A journal alone, with somebody who watches its flash.
class Watched final : private OperationListener {
 public:
  explicit Watched(TornReads torn_reads = TornReads::kStable, std::uint64_t seed = 1)
      : flash(layout, {.torn_reads = torn_reads}, seed), watch(layout) {
    flash.set_listener(this);
  }

  // What the bootloader or the application finds when it starts.
  State load(bool by_bootloader = true) {
    watch.start(by_bootloader);
    State state;
    REQUIRE(journal.load(state) == Status::kOk);
    return state;
  }

  void append(State state) {
    REQUIRE(journal.append(state) == Status::kOk);
    watch.finish();
  }

  std::uint64_t hits(const char* id) const { return watch.hits()[find_row(id).value()]; }

  Layout layout = make_layout();
  SimFlash flash;
  JournalWatch watch;
  JournalWithRoom journal{flash, layout};

 private:
  void read(std::uint32_t address, Bytes found, Status status) override { watch.read(address, found, ok(status)); }
  void before(const Operation& /*operation*/) override { watch.before(); }
  void after(const Operation& operation, Status status) override {
    if (layout.journal.contains(operation.where)) watch.after(operation, ok(status));
  }
};

TEST_CASE("Journal watch: a load, an append and a change of state are counted under their rows") {
  Watched device;
  device.append(device.load(false));
  CHECK(device.hits("load-blank") == 1);
  CHECK(device.hits("append-new") == 1);
  CHECK(device.hits("adopt") == 1);
  (void)device.load();
  device.watch.finish();
  CHECK(device.hits("load-clean") == 1);
  CHECK(device.watch.problems().empty());
}

TEST_CASE("Journal watch: a record that no row allows is a problem that names both records, until it is forgotten") {
  Watched device;
  device.append(device.load(false));
  State state = device.load();
  state.phase = Phase::kTrial;
  state.security_floor = 7;
  device.append(state);
  REQUIRE(device.watch.problems().size() == 1);
  const std::string& what = device.watch.problems()[0];
  CHECK(what.find("no row allows the bootloader to record kTrial #3") == 0);
  CHECK(what.find("after kIdle #1") != std::string::npos);
  CHECK(what.find("changed: security_floor") != std::string::npos);
  device.watch.forget_problems();
  CHECK(device.watch.problems().empty());
}

TEST_CASE("Journal watch: a bank that is written without the other is a problem") {
  Watched device;
  device.append(device.load(false));
  State state = device.load();
  std::array<std::uint8_t, kPlaceBytes> place{};
  ++state.sequence;
  encode_state(state, std::span(place).first<bootloader::kRecordBytes>());
  REQUIRE(device.flash.program(kBankBytes + kPlaceBytes, place) == Status::kOk);
  device.watch.finish();
  REQUIRE(device.watch.problems().size() == 2);  // an idle device has nothing to record again
  CHECK(device.watch.problems()[1].find("no row allows how the journal's banks were written") == 0);
}

TEST_CASE("Journal watch: a record that does not read back does not count") {
  Watched device;
  device.append(device.load(false));
  device.flash.break_sector(0);
  const State state = device.load();
  device.append(state);
  CHECK(device.hits("append-one") == 1);

  Watched worn;
  worn.append(worn.load(false));
  worn.flash.wear_out_sector(0);
  worn.append(worn.load(false));
  CHECK(worn.hits("append-one") == 1);
}

TEST_CASE("Journal watch: what a load finds is what it read, also where torn bits read differently each time") {
  std::uint64_t taken = 0;  // records whose writing was cut, and that counted
  for (std::uint32_t pattern = 0; pattern < kTearStyles; ++pattern) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      Watched device(TornReads::kUnstable, seed);
      device.append(device.load(false));
      State state = device.load(false);
      state.phase = Phase::kReceiving;
      state.staged_address = device.layout.slots[1].address;
      state.staged_size_bytes = 100;
      device.flash.arm(Cut{0, CutPhase::kInside, pattern});
      CHECK_THROWS_AS((void)device.journal.append(state), PowerLoss);
      if (device.load(false).phase == Phase::kReceiving) ++taken;  // and is written afresh
      device.watch.finish();
      CHECK(device.watch.problems() == std::vector<std::string>());
    }
  }
  CHECK(taken > 10);  // of those that read complete at about half of the reads
}

}  // namespace
}  // namespace switchback::rig
