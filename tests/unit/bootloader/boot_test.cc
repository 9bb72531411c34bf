// The policy at device level: trial, confirm, revert, rollback, and each refusal by its reason.
#include "bootloader/boot.h"

#include <doctest/doctest.h>

#include "bootloader/journal/journal.h"
#include "tests/unit/bootloader/started.h"

namespace switchback::bootloader {
namespace {

using testing::BenchDevice;
using testing::Buffer;
using testing::make_image;
using testing::make_package;
using testing::Packing;
using testing::small_ab_profile;
using testing::small_swap_profile;

manifests::DeviceProfile profile_of(bool swap) { return swap ? small_swap_profile() : small_ab_profile(); }

TEST_CASE("Boot: a new device adopts the image it was made with, and its counter as the floor") {
  for (const bool swap : {true, false}) {
    BenchDevice device(profile_of(swap));
    device.flash().install(device.slot(0).address, device.image(1, 7));
    const Outcome outcome = device.boot();
    CHECK(outcome.bootable);
    CHECK(outcome.reason == Status::kOk);
    CHECK(outcome.slot.address == device.slot(0).address);
    CHECK(outcome.entry_address == device.slot(0).address + 32);
    CHECK(outcome.state.security_floor == 7);
    CHECK(device.flash().operations() == 0);
    REQUIRE(device.confirm() == Status::kOk);  // opens the updater, which records it
    CHECK(device.state().security_floor == 7);
    CHECK(device.state().phase == Phase::kIdle);
  }
}

TEST_CASE("Boot: an empty device is not bootable, says so, and is not written to") {
  for (const bool swap : {true, false}) {
    BenchDevice device(profile_of(swap));
    const Outcome outcome = device.boot();
    CHECK_FALSE(outcome.bootable);
    CHECK(outcome.reason == Status::kImageMagic);
    CHECK(device.flash().operations() == 0);
  }
}

TEST_CASE("Boot: every kind of update is installed, runs on trial, and stays once it is confirmed") {
  for (const bool swap : {true, false}) {
    for (const int kind : {0, 1, 2, 3}) {
      Started started(profile_of(swap));
      const Buffer image = started.new_image();
      const Buffer artefact =
          kind == 0 ? image : make_package(static_cast<Packing>(kind - 1), started.old_image, image);
      REQUIRE(started.device.stage(artefact) == Status::kOk);
      CHECK(started.device.state().phase == Phase::kRequested);
      CHECK(started.device.boots() == 2);
      CHECK(started.device.state().phase == Phase::kTrial);
      CHECK(started.device.state().security_floor == 1);
      REQUIRE(started.device.confirm() == Status::kOk);
      CHECK(started.device.state().phase == Phase::kIdle);
      CHECK(started.device.state().last_reason == Status::kOk);
      CHECK(started.device.state().security_floor == 2);
      for (int start = 0; start < 3; ++start) CHECK(started.device.boots() == 2);
      CHECK(started.device.holds(swap ? 0 : 1, image));
      CHECK(started.device.holds(swap ? 1 : 0, started.old_image));
      CHECK(started.device.flash().faults().empty());
    }
  }
}

TEST_CASE("Boot: an image that is not confirmed runs for the trial's starts, then the old one is back") {
  for (const bool swap : {true, false}) {
    manifests::DeviceProfile profile = profile_of(swap);
    profile.trial_boots = 3;
    Started started(profile);
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    for (int start = 0; start < 3; ++start) CHECK(started.device.boots() == 2);
    CHECK(started.device.boots() == 1);
    const State state = started.device.state();
    CHECK(state.phase == Phase::kIdle);
    CHECK(state.last_reason == Status::kTrialExpired);
    CHECK(state.security_floor == 1);
    CHECK(started.device.holds(0, started.old_image));
    for (int start = 0; start < 3; ++start) CHECK(started.device.boots() == 1);
  }
}

TEST_CASE("Boot: after a revert the same update can be installed again, and confirmed") {
  for (const bool swap : {true, false}) {
    Started started(profile_of(swap));
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    CHECK(started.device.boots() == 2);
    CHECK(started.device.boots() == 1);
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    CHECK(started.device.boots() == 2);
    REQUIRE(started.device.confirm() == Status::kOk);
    CHECK(started.device.boots() == 2);
  }
}

TEST_CASE("Boot: an image on trial that fails its check is reverted with kTrialImageBad") {
  for (const bool swap : {true, false}) {
    manifests::DeviceProfile profile = profile_of(swap);
    profile.trial_boots = 5;
    Started started(profile);
    REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
    CHECK(started.device.boots() == 2);
    started.device.flash().flip_bit(started.device.slot(swap ? 0 : 1).address + 200, 4);
    CHECK(started.device.boots() == 1);
    CHECK(started.device.state().last_reason == Status::kTrialImageBad);
    CHECK(started.device.state().phase == Phase::kIdle);
  }
}

TEST_CASE("Boot: the floor rises only with the confirmation, and what is below it is refused from then on") {
  for (const bool swap : {true, false}) {
    Started started(profile_of(swap));
    REQUIRE(started.device.stage(started.new_image(9)) == Status::kOk);
    CHECK(started.device.boots() == 2);
    CHECK(started.device.state().security_floor == 1);
    REQUIRE(started.device.confirm() == Status::kOk);
    CHECK(started.device.state().security_floor == 9);
    REQUIRE(started.device.confirm() == Status::kOk);  // again: nothing changes
    CHECK(started.device.state().security_floor == 9);

    REQUIRE(started.device.stage(started.device.image(1, 8, 0)) == Status::kOk);
    CHECK(started.device.boots() == 2);
    CHECK(started.device.state().last_reason == Status::kRollback);
    CHECK(started.device.state().phase == Phase::kIdle);
  }
}

// Stages `artefact` on a device that runs version 1: it must go on running it, with `reason` in the
// journal.
void check_refusal(const manifests::DeviceProfile& profile, const Buffer& artefact, Status reason) {
  Started started(profile);
  REQUIRE(started.device.stage(artefact) == Status::kOk);
  CAPTURE(status_name(reason));
  CHECK(started.device.boots() == 1);
  const State state = started.device.state();
  CAPTURE(status_name(state.last_reason));
  CHECK(state.last_reason == reason);
  CHECK(state.phase == Phase::kIdle);
  CHECK(state.security_floor == 1);
  CHECK(started.device.holds(0, started.old_image));
  CHECK(started.device.boots() == 1);
}

Buffer with_flipped_byte(Buffer artefact, std::size_t at) {
  artefact.at(at) ^= 0x01;
  return artefact;
}

TEST_CASE("Boot: an artefact by another key is refused with kKeyUnknown") {
  for (const bool swap : {true, false}) {
    const Started started(profile_of(swap));
    testing::FirmwarePlan plan{.major = 2, .security_counter = 2};
    if (!swap) plan.rom_address = started.device.slot(1).address;
    check_refusal(profile_of(swap), make_image(plan, testing::foreign()), Status::kKeyUnknown);
    const Buffer package = make_package(Packing::kCompressed, {}, started.new_image(), testing::foreign());
    check_refusal(profile_of(swap), package, Status::kKeyUnknown);
  }
}

TEST_CASE("Boot: a package whose target is by another key is refused when it is rebuilt") {
  const Buffer target = make_image({.major = 2, .security_counter = 2}, testing::foreign());
  check_refusal(small_swap_profile(), make_package(Packing::kFull, {}, target), Status::kKeyUnknown);
}

TEST_CASE("Boot: an artefact for another device is refused with kVendorMismatch") {
  manifests::DeviceProfile profile = small_swap_profile();
  profile.vendor_id = wire::Uuid{1, 2, 3};
  BenchDevice device(profile);
  const auto image_for = [](std::uint8_t major, std::uint8_t vendor) {
    return make_image({.major = major, .security_counter = 2, .vendor_id = wire::Uuid{vendor, 2, 3}});
  };
  device.flash().install(device.slot(0).address, image_for(1, 1));
  REQUIRE(device.boots() == 1);
  REQUIRE(device.stage(image_for(2, 9)) == Status::kOk);
  CHECK(device.boots() == 1);
  CHECK(device.state().last_reason == Status::kVendorMismatch);
  REQUIRE(device.stage(make_package(Packing::kFull, {}, image_for(2, 9))) == Status::kOk);
  CHECK(device.boots() == 1);
  CHECK(device.state().last_reason == Status::kVendorMismatch);
  REQUIRE(device.stage(image_for(2, 1)) == Status::kOk);
  CHECK(device.boots() == 2);
}

TEST_CASE("Boot: a delta from another base is refused with kBaseMismatch before anything is erased") {
  for (const bool swap : {true, false}) {
    Started started(profile_of(swap));
    const Buffer other_base = started.device.image(3, 1, 0);
    const Buffer package = make_package(Packing::kDelta, other_base, started.new_image());
    check_refusal(profile_of(swap), package, Status::kBaseMismatch);

    const auto& slot1 = started.device.slot(1);
    started.device.flash().install(slot1.address, other_base);
    REQUIRE(started.device.stage(package) == Status::kOk);
    const auto erases = started.device.flash().erases();
    CHECK(started.device.boots() == 1);
    for (const auto& [address, count] : started.device.flash().erases()) {
      if (address >= slot1.address && address < slot1.end()) CHECK(erases.contains(address));
    }
    CHECK(started.device.holds(1, other_base));
  }
}

TEST_CASE("Boot: a lower security counter is refused with kRollback") {
  for (const bool swap : {true, false}) {
    const Started started(profile_of(swap));
    check_refusal(profile_of(swap), started.new_image(0), Status::kRollback);
    check_refusal(profile_of(swap), make_package(Packing::kFull, {}, started.new_image(0)), Status::kRollback);
  }
}

TEST_CASE("Boot: an unmet dependency is refused with kDependencyUnmet") {
  testing::FirmwarePlan plan{.major = 2, .security_counter = 2};
  plan.dependencies = {{.image_id = 0, .minimum = {.major = 1, .minor = 1}}};
  check_refusal(small_swap_profile(), make_image(plan), Status::kDependencyUnmet);
}

TEST_CASE("Boot: a truncated artefact is refused with kImageSize, bytes behind its end with kTrailingData") {
  const Started started(small_swap_profile());
  Buffer image = started.new_image();
  image.push_back(0);
  check_refusal(small_swap_profile(), image, Status::kTrailingData);
  image.resize(image.size() - 2);
  check_refusal(small_swap_profile(), image, Status::kImageSize);
  Buffer package = make_package(Packing::kFull, {}, started.new_image());
  package.resize(package.size() / 2);
  check_refusal(small_swap_profile(), package, Status::kImageSize);
}

TEST_CASE("Boot: a flipped byte is refused with kDigestMismatch, in image, package and A/B alike") {
  for (const bool swap : {true, false}) {
    const Started started(profile_of(swap));
    check_refusal(profile_of(swap), with_flipped_byte(started.new_image(), 100), Status::kDigestMismatch);
    const Buffer package = make_package(Packing::kDelta, started.old_image, started.new_image());
    check_refusal(profile_of(swap), with_flipped_byte(package, 40), Status::kDigestMismatch);
    const Buffer image = started.new_image();
    check_refusal(profile_of(swap), with_flipped_byte(image, image.size() - 1), Status::kSignatureInvalid);
  }
}

TEST_CASE("Boot: with A/B an image linked for the other slot is refused with kSlotMismatch") {
  const Started started(small_ab_profile());
  check_refusal(small_ab_profile(), started.device.image(2, 2, 0), Status::kSlotMismatch);
  check_refusal(small_ab_profile(), make_package(Packing::kFull, {}, started.device.image(2, 2, 0)),
                Status::kSlotMismatch);
  check_refusal(small_ab_profile(), make_image({.major = 2, .security_counter = 2}), Status::kSlotMismatch);
}

TEST_CASE("Boot: a package that needs more window or RAM than the device has is refused by name") {
  const Started started(small_swap_profile());
  const Buffer package = make_package(Packing::kCompressed, {}, started.new_image());
  manifests::DeviceProfile profile = small_swap_profile();
  profile.max_window_bits = 0;
  check_refusal(profile, package, Status::kPackageCodec);
  profile = small_swap_profile();
  profile.decoder_ram_bytes = 512;
  check_refusal(profile, package, Status::kPackageRam);
}

TEST_CASE(
    "Boot: a device without decoder RAM takes images and refuses any package with kPackageRam, whatever it holds") {
  manifests::DeviceProfile profile = small_swap_profile();
  profile.decoder_ram_bytes = 0;
  profile.max_window_bits = 0;
  const Started started(profile);
  const Buffer package = make_package(Packing::kFull, {}, started.new_image());
  check_refusal(profile, package, Status::kPackageRam);
  check_refusal(profile, with_flipped_byte(package, 40), Status::kPackageRam);
  Started device(profile);
  REQUIRE(device.device.stage(device.new_image()) == Status::kOk);
  CHECK(device.device.boots() == 2);
}

TEST_CASE("Boot: image and package that do not fit the slot together are refused with kPackageSpace") {
  manifests::DeviceProfile profile = small_swap_profile();
  profile.staging.reset();
  const Started started(profile);
  const Buffer target = make_image({.major = 2, .payload_bytes = 1800, .security_counter = 2});
  check_refusal(profile, make_package(Packing::kFull, {}, target), Status::kPackageSpace);
}

TEST_CASE("Boot: an A/B switch that cannot be recorded has not happened") {
  Started started(small_ab_profile());
  REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
  const Area& journal = started.device.layout().journal;
  started.device.flash().break_sector(journal.address);
  started.device.flash().break_sector(journal.address + journal.size_bytes / 2);
  const Outcome outcome = started.device.boot();
  CHECK(outcome.bootable);
  CHECK(outcome.state.active_slot == 0);
  CHECK(outcome.slot.address == started.device.slot(0).address);
}

// Stages image 2 and cuts the start that installs it before `operation`. Whether that left an
// exchange of which no step is done, and whose record has to be written afresh before anything
// relies on it.
bool is_cut_in_first_record(Started& started, std::uint64_t operation) {
  rig::SimFlash& flash = started.device.flash();
  REQUIRE(started.device.stage(started.new_image()) == Status::kOk);
  flash.arm(rig::Cut{operation, rig::CutPhase::kBefore, 0});
  try {
    (void)started.device.boot();
  } catch (const rig::PowerLoss&) {
  }
  const rig::Cells left = flash.cells();
  flash.arm(std::nullopt);
  const State state = started.device.state();
  const bool is_afresh = flash.operations() != 0;
  flash.restore(left);
  return is_afresh && state.phase == Phase::kSwapping && state.progress == 0;
}

TEST_CASE("Boot: an exchange whose record cannot be made certain does not go on") {
  int found = 0;
  for (std::uint64_t operation = 0; operation < 20; ++operation) {
    Started started(small_swap_profile());
    if (!is_cut_in_first_record(started, operation)) continue;
    ++found;
    const Area& journal = started.device.layout().journal;
    started.device.flash().break_sector(journal.address);
    started.device.flash().break_sector(journal.address + journal.size_bytes / 2);
    const auto erases = started.device.flash().erases();
    CHECK(started.device.boots() == 1);
    CHECK(started.device.flash().erases() == erases);
  }
  CHECK(found != 0);
}

}  // namespace
}  // namespace switchback::bootloader
