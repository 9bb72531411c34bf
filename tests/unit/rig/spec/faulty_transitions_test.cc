// Every record after power loss or a sector's failure has a row in the table.
#include <doctest/doctest.h>

#include "tests/unit/rig/spec/watched_device.h"

namespace switchback::testing {
namespace {

manifests::DeviceProfile profile_of(bool swap) { return swap ? small_swap_profile() : small_ab_profile(); }

// A device on which an update was requested, as a package or as a plain image.
struct Requested : WatchedDevice {
  Requested(bool swap, bool package) : WatchedDevice(profile_of(swap)) {
    REQUIRE(boots() == 1);
    const Buffer image = bench().image(2, 1, 1);
    stage(package ? make_package(Packing::kCompressed, old_image(), image) : image);
  }
};

// Starts the device with a fault in it; false: power never failed.
bool start_with(Requested& device, const rig::Cut& cut) {
  device.bench().flash().arm(cut);
  bool lost_power = false;
  try {
    (void)device.boots();
  } catch (const rig::PowerLoss&) {
    lost_power = true;
  }
  device.bench().flash().arm(std::nullopt);
  return lost_power;
}

TEST_CASE("Transitions: after a cut in any operation, every record has a row") {
  for (const bool swap : {true, false}) {
    for (const bool package : {true, false}) {
      bool reached = true;
      for (std::uint64_t operation = 0; reached; operation += package ? 7 : 1) {
        for (std::uint32_t pattern = 0; pattern < rig::kTearStyles; ++pattern) {
          Requested device(swap, package);
          reached = start_with(device, {operation, rig::CutPhase::kInside, pattern});
          CAPTURE(operation);
          for (int start = 0; start < 3; ++start) (void)device.boots();
          (void)device.rows();
        }
      }
    }
  }
}

TEST_CASE("Transitions: after any sector broke at some moment, every record has a row") {
  for (const bool swap : {true, false}) {
    for (std::uint32_t sector = 0; sector < 18; ++sector) {
      bool reached = true;
      for (std::uint64_t operation = 0; reached; operation += 5) {
        Requested device(swap, false);
        reached = start_with(device, {operation, rig::CutPhase::kBefore, 0});
        device.bench().flash().break_sector(device.bench().layout().journal.address + sector * 512);
        CAPTURE(sector);
        CAPTURE(operation);
        for (int start = 0; start < 3; ++start) (void)device.boots();
        (void)device.rows();
      }
    }
  }
}

}  // namespace
}  // namespace switchback::testing
