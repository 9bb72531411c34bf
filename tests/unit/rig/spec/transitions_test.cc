// Every row of the transitions' table, recorded by the real bootloader and the real application
// library.
#include "rig/spec/transitions.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "bootloader/board/layout_areas.h"
#include "tests/unit/rig/spec/watched_device.h"

namespace switchback::testing {
namespace {

using bootloader::Updater;
using rig::CutPhase;
using Rows = std::vector<std::string>;

constexpr std::uint32_t kSector = 512;

manifests::DeviceProfile profile_of(bool swap) { return swap ? small_swap_profile() : small_ab_profile(); }

// A device that was started once, with nothing said of it yet.
struct Adopted : WatchedDevice {
  explicit Adopted(bool swap) : WatchedDevice(profile_of(swap)) {
    REQUIRE(boots() == 1);
    run([](Updater&) {});
    CHECK(rows_since() == Rows{"adopt"});
  }
  Buffer image(std::uint8_t major, std::uint32_t counter = 1) { return bench().image(major, counter, 1); }
};

// Version 2 on trial, both images with counter 1, so that either may come back.
struct OnTrial : Adopted {
  explicit OnTrial(bool swap) : Adopted(swap) {
    stage(image(2));
    REQUIRE(boots() == 2);
    (void)rows_since();
  }
};

struct Confirmed : OnTrial {
  explicit Confirmed(bool swap) : OnTrial(swap) {
    confirm();
    CHECK(rows_since() == Rows{"confirm"});
  }
};

Rows operator+(Rows rows, const Rows& more) {
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

Rows times(std::size_t count, const Rows& rows) {
  Rows all;
  for (std::size_t i = 0; i < count; ++i) all = all + rows;
  return all;
}

bool has(const Rows& rows, const std::string& row) { return std::count(rows.begin(), rows.end(), row) != 0; }

const Rows kStaged = {"download-begin", "request"};

// Images 1 and 2 take three and four units: forwards all are filled, backwards none is left out.
const Rows kExchange = times(4, {"swap-save", "swap-fill"}) + Rows{"swap-done"};
const Rows kUndone = times(4, {"undo-save", "undo-restore"}) + Rows{"undo-done"};

TEST_CASE("Transitions: a plain image is staged, installed and confirmed") {
  for (const bool swap : {true, false}) {
    Adopted device(swap);
    device.stage(device.image(2, 5));
    CHECK(device.rows_since() == kStaged);
    REQUIRE(device.boots() == 2);
    const Rows switched = swap ? Rows{"attempt", "swap-begin-image"} + kExchange : Rows{"attempt", "ab-switch-image"};
    CHECK(device.rows_since() == switched + Rows{"trial-count"});
    device.confirm();
    REQUIRE(device.boots() == 2);
    CHECK(device.rows_since() == Rows{"confirm"});
  }
}

TEST_CASE("Transitions: a package is rebuilt before it is switched to") {
  for (const bool swap : {true, false}) {
    Adopted device(swap);
    device.stage(make_package(Packing::kDelta, device.old_image(), device.image(2)));
    (void)device.rows_since();
    REQUIRE(device.boots() == 2);
    const Rows switched = swap ? Rows{"swap-begin-rebuilt"} + kExchange : Rows{"ab-switch-rebuilt"};
    CHECK(device.rows_since() == Rows{"attempt", "rebuild-start"} + switched + Rows{"trial-count"});
  }
}

TEST_CASE("Transitions: a smaller candidate clears the units it leaves, and gives them back") {
  Adopted device(true);
  device.bench().flash().install(device.bench().slot(0).address, device.bench().image(9, 1));
  device.stage(device.image(2));
  (void)device.rows_since();
  REQUIRE(device.boots() == 2);
  CHECK(has(device.rows_since(), "swap-clear"));
  REQUIRE(device.boots() == 9);
  CHECK(has(device.rows_since(), "undo-skip"));
}

TEST_CASE("Transitions: an image that is not confirmed is reverted") {
  OnTrial swap(true);
  REQUIRE(swap.boots() == 1);
  CHECK(swap.rows_since() == Rows{"undo-expired"} + kUndone);
  OnTrial ab(false);
  REQUIRE(ab.boots() == 1);
  CHECK(ab.rows_since() == Rows{"ab-expired"});
}

TEST_CASE("Transitions: an image on trial that rots is reverted") {
  for (const bool swap : {true, false}) {
    manifests::DeviceProfile profile = profile_of(swap);
    profile.trial_boots = 2;
    WatchedDevice device(profile);
    REQUIRE(device.boots() == 1);
    device.stage(device.bench().image(2, 1, 1));
    REQUIRE(device.boots() == 2);
    (void)device.rows_since();
    device.bench().flash().flip_bit(device.bench().slot(swap ? 0 : 1).address + 100, 1);
    REQUIRE(device.boots() == 1);
    CHECK(device.rows_since() == Rows{"trial-count"} + (swap ? Rows{"undo-bad"} + kUndone : Rows{"ab-bad"}));
  }
}

TEST_CASE("Transitions: a record that is damaged in one bank is written afresh, by whoever comes first") {
  for (const bool bootloader : {true, false}) {
    Adopted device(true);
    device.bench().flash().flip_bit(device.bench().layout().journal.address + 8, 0);
    if (bootloader) REQUIRE(device.boots() == 1);
    device.run([](Updater&) {});
    CHECK(device.rows_since() == Rows{bootloader ? "attempt" : "rewrite"});
  }
}

TEST_CASE("Transitions: a download that is interrupted is marked and goes on") {
  for (const bool swap : {true, false}) {
    Adopted device(swap);
    const Buffer artefact = device.image(2);
    std::uint32_t at = 0;
    device.run([&](Updater& updater) {
      device.begin(updater, artefact, at);
      REQUIRE(updater.write(0, Bytes(artefact).first(1000)) == Status::kOk);
    });
    device.run([&](Updater& updater) { device.begin(updater, artefact, at); });
    CHECK(at == kSector);
    CHECK(device.rows_since() == Rows{"download-begin", "download-mark", "download-resume"});
  }
}

TEST_CASE("Transitions: a download says so before it writes behind a blank sector") {
  Adopted device(true);
  Buffer artefact = device.image(2);
  artefact.resize(std::size_t{4} * kSector, std::uint8_t{0x42});
  std::fill_n(artefact.begin() + kSector, 2 * kSector, std::uint8_t{0xff});
  std::uint32_t at = 0;
  device.run([&](Updater& updater) {
    device.begin(updater, artefact, at);
    REQUIRE(updater.write(0, artefact) == Status::kOk);
  });
  device.run([&](Updater& updater) { device.begin(updater, artefact, at); });
  CHECK(at == 3 * kSector);
  CHECK(device.rows_since() == Rows{"download-begin", "download-gap", "download-mark", "download-resume"});
}

TEST_CASE("Transitions: another download, or cancel(), drops a download") {
  Adopted device(true);
  std::uint32_t at = 0;
  device.run([&](Updater& updater) {
    device.begin(updater, device.image(2), at, 7);
    device.begin(updater, device.image(2), at, 8);
    REQUIRE(updater.cancel() == Status::kOk);
  });
  CHECK(device.rows_since() == Rows{"download-begin", "download-drop", "download-begin", "download-drop"});
}

TEST_CASE("Transitions: a request can be taken back") {
  Adopted device(true);
  const Buffer artefact = device.image(2);
  device.run([&](Updater& updater) {
    std::uint32_t at = 0;
    device.begin(updater, artefact, at);
    REQUIRE(updater.write(at, artefact) == Status::kOk);
    REQUIRE(updater.finish() == Status::kOk);
    REQUIRE(updater.request() == Status::kOk);
    REQUIRE(updater.cancel() == Status::kOk);
  });
  CHECK(device.rows_since() == kStaged + Rows{"request-cancel"});
}

// A device whose rebuild was cut in the candidate's third sector.
struct HalfRebuilt : Adopted {
  explicit HalfRebuilt(bool swap) : Adopted(swap) {
    stage(make_package(Packing::kCompressed, old_image(), image(2)));
    boot_until({17, CutPhase::kAfter, 0});
    CHECK(rows_since() == kStaged + Rows{"attempt", "rebuild-start"});
  }
};

TEST_CASE("Transitions: a rebuild that is interrupted is marked and goes on") {
  for (const bool swap : {true, false}) {
    HalfRebuilt device(swap);
    REQUIRE(device.boots() == 2);
    const Rows rows = device.rows_since();
    CHECK(Rows(rows.begin(), rows.begin() + 3) == Rows{"attempt", "rebuild-mark", "rebuild-resume"});
    CHECK(rows[3] == (swap ? "swap-begin-rebuilt" : "ab-switch-rebuilt"));
  }
}

TEST_CASE("Transitions: a rebuild starts over where what is kept has rotted") {
  for (const bool swap : {true, false}) {
    HalfRebuilt device(swap);
    device.bench().flash().flip_bit(candidate_area(device.bench().layout(), 0).address + 600, 3);
    REQUIRE(device.boots() == 2);
    const Rows rows = device.rows_since();
    CHECK(Rows(rows.begin() + 2, rows.begin() + 5) == Rows{"rebuild-resume", "rebuild-restart", "rebuild-start"});
  }
}

TEST_CASE("Transitions: a foreign image is refused, and so is a rebuild that a worn sector does not hold") {
  for (const bool swap : {true, false}) {
    Adopted device(swap);
    device.stage(make_image({.major = 2}, foreign()));
    REQUIRE(device.boots() == 1);
    CHECK(device.rows_since() == kStaged + Rows{"attempt", "refuse-request"});
    device.stage(make_package(Packing::kFull, device.old_image(), device.image(2)));
    device.bench().flash().wear_out_sector(candidate_area(device.bench().layout(), 0).address);
    REQUIRE(device.boots() == 1);
    CHECK(device.rows_since() == kStaged + Rows{"attempt", "rebuild-start", "refuse-rebuild"});
  }
}

TEST_CASE("Transitions: an exchange that cannot go on is undone") {
  Adopted device(true);
  device.stage(device.image(2));
  (void)device.rows_since();
  device.bench().flash().break_sector(device.bench().slot(0).address + kSector);
  REQUIRE(device.boots() == 1);
  CHECK(device.rows_since() == Rows{"attempt", "swap-begin-image", "swap-save", "swap-fill", "swap-save",
                                    "swap-give-up", "undo-restore", "undo-save", "undo-restore", "undo-done"});
}

TEST_CASE("Transitions: a confirmed image that rots is replaced by the other slot's") {
  Confirmed swap(true);
  swap.bench().flash().flip_bit(swap.bench().slot(0).address + 100, 1);
  REQUIRE(swap.boots() == 1);
  CHECK(swap.rows_since() == Rows{"heal-restore"} + times(3, {"undo-skip", "undo-restore"}) + Rows{"undo-done"});
  Confirmed ab(false);
  ab.bench().flash().flip_bit(ab.bench().slot(1).address + 100, 1);
  REQUIRE(ab.boots() == 1);
  CHECK(ab.rows_since() == Rows{"ab-heal"});
}

TEST_CASE("Transitions: where only a candidate is acceptable, it comes back without a trial") {
  OnTrial device(true);
  REQUIRE(device.boots() == 1);  // expired: version 2 is the candidate again
  (void)device.rows_since();
  device.bench().flash().flip_bit(device.bench().slot(0).address + 100, 1);
  REQUIRE(device.boots() == 2);
  CHECK(device.rows_since() == Rows{"heal-swap"} + times(4, {"swap-skip", "swap-fill"}) + Rows{"swap-kept"});
}

TEST_CASE("Transitions: a device that lost its journal adopts what it heals") {
  for (const bool swap : {true, false}) {
    WatchedDevice device(profile_of(swap));
    const Buffer image = device.bench().image(1, 4, swap ? 0 : 1);
    const Buffer garbage(kSector, 0x33);
    device.bench().flash().install(device.bench().slot(0).address, garbage);
    device.bench().flash().install(device.bench().slot(1).address, image);
    REQUIRE(device.boots() == 1);
    device.run([](Updater&) {});
    const Rows rows = device.rows_since();
    CHECK(rows.front() == (swap ? "heal-restore" : "adopt"));
    CHECK(rows.back() == (swap ? "undo-done" : "adopt"));
    CHECK(device.bench().state().security_floor == 4);
  }
}

TEST_CASE("Transitions: healing goes on past a unit that cannot be written, and begins again at every start") {
  Confirmed device(true);
  device.bench().flash().break_sector(device.bench().slot(0).address + 2 * kSector);
  device.bench().flash().flip_bit(device.bench().slot(0).address + 100, 1);
  const Rows healing = Rows{"heal-restore"} + times(3, {"undo-skip", "undo-restore"}) + Rows{"undo-done"};
  for (int start = 0; start < 2; ++start) {
    CHECK(device.boots() == 0);
    CHECK(device.rows_since() == healing);
  }
}

TEST_CASE("Transitions: where a unit of slot 0 cannot be restored, the new image stays") {
  for (std::uint32_t sector = 0; sector < 3; ++sector) {
    OnTrial device(true);
    device.bench().flash().break_sector(device.bench().slot(0).address + sector * kSector);
    CAPTURE(sector);
    CHECK(device.boots() == 2);
    const Rows rows = device.rows_since();
    CHECK(has(rows, "undo-give-up"));
    CHECK(rows.back() == "swap-kept");
    CHECK(device.boots() == 2);
    CHECK(device.rows_since().empty());
  }
}

}  // namespace
}  // namespace switchback::testing
