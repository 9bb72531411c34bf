// check_fit() and erases_per_update(): sizes just inside and outside each limit, and agreement with
// the bootloader's arithmetic.
#include <doctest/doctest.h>

#include <string>

#include "core/flash/layout_areas.h"
#include "manifests/profile/fit.h"
#include "manifests/profile/layout.h"
#include "tests/unit/manifests/edit.h"

namespace switchback::manifests {
namespace {

DeviceProfile sample(const std::string& name) {
  const auto profile = read_profile(test::read_text("manifests/samples/profiles/" + name + ".json"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  return *profile;
}

// The check of bootloader/install/candidate.cc before it rebuilds.
bool device_takes(const flash::Layout& layout, std::uint8_t active_slot, std::uint32_t image, std::uint32_t package) {
  const flash::Area target = image_area(layout, active_slot, image);
  const flash::Area staged = staging_area(layout, active_slot, package);
  return target.size_bytes != 0 && staged.size_bytes != 0 && !target.overlaps(staged);
}

void check_agrees(const DeviceProfile& profile) {
  const flash::Layout layout = to_layout(profile);
  CHECK(max_image_bytes(profile) == flash::max_image_bytes(layout));
  const std::uint32_t slot = profile.slots[1].size_bytes;
  const std::uint32_t step = slot / 61;  // odd sizes, all over the slot
  for (std::uint32_t image = 1; image <= slot; image += step) {
    for (std::uint32_t package = 1; package <= slot; package += step) {
      for (const std::uint32_t more : {0u, step % 1024, 1023u}) {
        CAPTURE(image);
        CAPTURE(package + more);
        bool taken = device_takes(layout, 0, image, package + more);
        if (profile.strategy == Strategy::kAb) taken = taken && device_takes(layout, 1, image, package + more);
        CHECK(check_fit(profile, image, package + more).has_value() == taken);
      }
    }
  }
}

void check_too_big(const Result<void>& result, const std::string& message) {
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::kTooBig);
  CHECK(result.error().message == message);
}

}  // namespace

TEST_CASE("Fit: host and device agree for every kind of profile") {
  for (const char* name : {"nrf51", "nrf52840-ab", "stm32f407"}) {
    CAPTURE(name);
    check_agrees(sample(name));
  }
}

TEST_CASE("Fit: host and device agree where sector sizes differ between the slots") {
  DeviceProfile profile = sample("stm32f407");
  profile.strategy = Strategy::kAb;
  profile.swap_unit_bytes = 0;
  profile.staging.reset();
  profile.slots = {{{0x08000000, 131072}, {0x08020000, 131072}}};
  check_agrees(profile);
  std::swap(profile.slots[0], profile.slots[1]);
  check_agrees(profile);
}

TEST_CASE("Fit: an image leaves room for the spare unit of the other slot") {
  const DeviceProfile profile = sample("nrf51");
  const std::uint32_t largest = 0x1b000 - 4096;
  CHECK(check_fit(profile, largest, 0).has_value());
  check_too_big(
      check_fit(profile, largest + 1, 0),
      "image size: expected at most 106496 bytes (a slot less the spare unit of profile nrf51), found 106497");
}

TEST_CASE("Fit: an A/B image may fill its slot") {
  const DeviceProfile profile = sample("nrf52840-ab");
  CHECK(check_fit(profile, 0x7a000, 0).has_value());
  check_too_big(check_fit(profile, 0x7a001, 0),
                "image size: expected at most 499712 bytes (a slot of profile nrf52840-ab), found 499713");
}

TEST_CASE("Fit: a package shares the slot with the image it rebuilds") {
  const DeviceProfile profile = sample("nrf51");
  // 110,592 bytes less one spare unit, less ten units for the image.
  CHECK(check_fit(profile, 40960, 65536).has_value());
  check_too_big(
      check_fit(profile, 40960, 65537),
      "package size: expected at most 65536 bytes in whole sectors (free beside an image of 40960 bytes in slot 1 "
      "of profile nrf51), found 65537");
  CHECK_FALSE(check_fit(profile, 40961, 65536).has_value());
}

TEST_CASE("Fit: a package in a staging area of its own may fill it") {
  const DeviceProfile profile = sample("stm32f407");
  CHECK(check_fit(profile, 262144, 262144).has_value());
  check_too_big(check_fit(profile, 1, 262145),
                "package size: expected at most 262144 bytes (staging of profile stm32f407), found 262145");
}

TEST_CASE("Fit: sizes beyond 32 bits do not wrap") {
  const DeviceProfile profile = sample("nrf51");
  CHECK_FALSE(check_fit(profile, 0x1'0000'0001, 0).has_value());
  CHECK_FALSE(check_fit(profile, 1, 0x1'0000'0001).has_value());
}

TEST_CASE("Erases: a swapped update erases its candidate, its package and each exchanged unit once in each slot") {
  const DeviceProfile profile = sample("nrf51");
  CHECK(erases_per_update(profile, 20480, 812, 20384) == UpdateErases{20, 41, 0});
  CHECK(erases_per_update(profile, 20480, 20700, 20480) == UpdateErases{20, 61, 0});
  CHECK(erases_per_update(profile, 20480, 0, 0) == UpdateErases{20, 40, 0});
  // The old image is the larger one: its units change places too.
  CHECK(erases_per_update(profile, 20480, 812, 40000) == UpdateErases{40, 61, 0});
}

TEST_CASE("Erases: an own staging area is counted apart") {
  CHECK(erases_per_update(sample("stm32f407"), 150000, 20000, 0) == UpdateErases{2, 4, 1});
}

TEST_CASE("Erases: an A/B update erases the inactive slot only") {
  const DeviceProfile profile = sample("nrf52840-ab");
  CHECK(erases_per_update(profile, 20481, 812, 0, 1) == UpdateErases{0, 7, 0});
  CHECK(erases_per_update(profile, 20481, 812, 0, 0) == UpdateErases{7, 0, 0});
}

}  // namespace switchback::manifests
