// A device that has started once, for tests that continue from there.
#pragma once

#include <doctest/doctest.h>

#include "tests/support/bench_device.h"

namespace switchback::bootloader {

// A device with version 1 in slot 0, started once.
struct Started {
  explicit Started(const manifests::DeviceProfile& profile) : device(profile), old_image(device.image(1, 1)) {
    device.flash().install(device.slot(0).address, old_image);
    REQUIRE(device.boots() == 1);
  }

  testing::Buffer new_image(std::uint32_t counter = 2) const { return device.image(2, counter, 1); }

  testing::BenchDevice device;
  testing::Buffer old_image;
};

}  // namespace switchback::bootloader
