#include "core/flash/layout_areas.h"

#include <doctest/doctest.h>

namespace switchback::flash {
namespace {

// 2 sectors of 1 KiB, 4 of 4 KiB right behind them, and 2 of 4 KiB far away.
constexpr std::array<SectorRun, 3> kSectors{{{0x1000, 0x400, 2}, {0x1800, 0x1000, 4}, {0x9000, 0x1000, 2}}};

Layout swap_layout() {
  static constexpr std::array<SectorRun, 1> kFlash{{{0x10000, 0x400, 64}}};
  Layout layout;
  layout.sectors = kFlash;
  layout.write_unit_bytes = 4;
  layout.journal = {0x10000, 0x800};
  layout.slots = {Area{0x10800, 0x3000}, {0x13800, 0x3400}};
  layout.swap_unit_bytes = 0x400;
  layout.staging = {0x16c00, 0x1000};
  return layout;
}

Layout ab_layout() {
  Layout layout = swap_layout();
  layout.strategy = Strategy::kAb;
  layout.swap_unit_bytes = 0;
  return layout;
}

bool is(const Area& area, std::uint32_t address, std::uint32_t size_bytes) {
  return area.address == address && area.size_bytes == size_bytes;
}

TEST_CASE("Layout: a sector is found from any of its bytes, and none outside the runs") {
  Layout layout;
  layout.sectors = kSectors;
  CHECK(is(sector_at(layout, 0x1000), 0x1000, 0x400));
  CHECK(is(sector_at(layout, 0x17ff), 0x1400, 0x400));
  CHECK(is(sector_at(layout, 0x1800), 0x1800, 0x1000));
  CHECK(is(sector_at(layout, 0x57ff), 0x4800, 0x1000));
  CHECK(sector_at(layout, 0x0fff).size_bytes == 0);
  CHECK(sector_at(layout, 0x5800).size_bytes == 0);
  CHECK(sector_at(layout, 0xb000).size_bytes == 0);
  CHECK(sector_at(layout, 0xffffffff).size_bytes == 0);
}

TEST_CASE("Layout: whole sectors round up across runs and never leave the area") {
  Layout layout;
  layout.sectors = kSectors;
  const Area within{0x1000, 0x2800};
  CHECK(is(whole_sectors(layout, within, 0x1000, 1), 0x1000, 0x400));
  CHECK(is(whole_sectors(layout, within, 0x1000, 0x801), 0x1000, 0x1800));
  CHECK(is(whole_sectors(layout, within, 0x1000, 0x2800), 0x1000, 0x2800));
  CHECK(whole_sectors(layout, within, 0x1000, 0x2801).size_bytes == 0);
  CHECK(whole_sectors(layout, within, 0x1000, 0xffffffff).size_bytes == 0);
  CHECK(whole_sectors(layout, within, 0x0c00, 1).size_bytes == 0);
  CHECK(whole_sectors(layout, within, 0x3800, 1).size_bytes == 0);
  CHECK(whole_sectors(layout, {0x1000, 0x1000}, 0x1000, 0xc00).size_bytes == 0);  // the area ends inside a sector
}

TEST_CASE("Area: containing and overlapping, also where an end would wrap") {
  const Area area{0x1000, 0x1000};
  CHECK(area.contains({0x1000, 0x1000}));
  CHECK(area.contains({0x2000, 0}));
  CHECK_FALSE(area.contains({0x0fff, 2}));
  CHECK_FALSE(area.contains({0x1fff, 2}));
  CHECK_FALSE(area.contains({0x1800, 0xfffffff0}));
  CHECK(area.overlaps({0x1fff, 1}));
  CHECK_FALSE(area.overlaps({0x2000, 0x1000}));
  CHECK_FALSE(area.overlaps({0x0000, 0x1000}));
}

TEST_CASE("Layout: with swap a candidate lies one unit into slot 1 and executes in slot 0") {
  const Layout layout = swap_layout();
  CHECK(candidate_slot(layout, 0) == 1);
  CHECK(execution_slot(layout, 0) == 0);
  CHECK(is(candidate_area(layout, 0), 0x13c00, 0x3000));
  CHECK(max_image_bytes(layout) == 0x3000);
  CHECK(is(image_area(layout, 0, 1), 0x13c00, 0x400));
  CHECK(is(image_area(layout, 0, 0x3000), 0x13c00, 0x3000));
  CHECK(image_area(layout, 0, 0x3001).size_bytes == 0);
  CHECK(image_area(layout, 0, 0xffffffff).size_bytes == 0);
}

TEST_CASE("Layout: with A/B a candidate lies and executes in the slot that does not run") {
  const Layout layout = ab_layout();
  CHECK(candidate_slot(layout, 0) == 1);
  CHECK(candidate_slot(layout, 1) == 0);
  CHECK(execution_slot(layout, 0) == 1);
  CHECK(execution_slot(layout, 1) == 0);
  CHECK(is(image_area(layout, 1, 0x401), 0x10800, 0x800));
  CHECK(max_image_bytes(layout) == 0x3000);
}

TEST_CASE("Layout: a package in the slot's tail starts at the last sector that leaves it room") {
  const Layout layout = swap_layout();
  CHECK(is(staging_area(layout, 0, 1), 0x16800, 0x400));
  CHECK(is(staging_area(layout, 0, 0x400), 0x16800, 0x400));
  CHECK(is(staging_area(layout, 0, 0x401), 0x16400, 0x800));
  CHECK(staging_area(layout, 0, 0x3001).size_bytes == 0);
  CHECK(staging_area(layout, 0, 0xffffffff).size_bytes == 0);
}

TEST_CASE("Layout: a package in the tail leaves the first sector of the candidate's room free") {
  const Layout layout = swap_layout();
  CHECK(is(staging_area(layout, 0, 0x2c00), 0x14000, 0x2c00));
  CHECK(staging_area(layout, 0, 0x2c01).size_bytes == 0);
}

TEST_CASE("Layout: a staging area of its own is filled from its start") {
  Layout layout = swap_layout();
  layout.staging_in_slot = false;
  CHECK(is(staging_area(layout, 0, 0x401), 0x16c00, 0x800));
  CHECK(is(staging_area(layout, 0, 0x1000), 0x16c00, 0x1000));
  CHECK(staging_area(layout, 0, 0x1001).size_bytes == 0);
}

}  // namespace
}  // namespace switchback::flash
