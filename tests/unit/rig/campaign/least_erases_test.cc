// The erases that an update needs, and those that it makes.
#include "rig/campaign/least_erases.h"

#include <doctest/doctest.h>

#include <numeric>

#include "rig/campaign/campaign.h"
#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

using testing::make_image;
using testing::make_package;
using testing::Packing;

constexpr std::uint32_t kSector = 512;

std::uint64_t sum(const std::map<std::uint32_t, std::uint32_t>& erases) {
  return std::accumulate(erases.begin(), erases.end(), std::uint64_t{0},
                         [](std::uint64_t so_far, const auto& one) { return so_far + one.second; });
}

// An update from an image of two sectors to one of three; on A/B devices they lie in slots 0 and 1.
struct Update {
  Update(bool swap, bool as_package)
      : profile(swap ? testing::small_swap_profile() : testing::small_ab_profile()),
        board(profile, testing::trusted_keys(), {}) {
    testing::FirmwarePlan old_plan{.major = 1, .payload_bytes = 600};
    testing::FirmwarePlan new_plan{.major = 2, .payload_bytes = 1200, .security_counter = 2};
    if (!swap) old_plan.rom_address = slot(0);
    if (!swap) new_plan.rom_address = slot(1);
    story.name = "update";
    story.firmware = {{.name = "old", .image = make_image(old_plan)}, {.name = "new", .image = make_image(new_plan)}};
    const auto& target = story.firmware[1].image;
    const auto& old_image = story.firmware[0].image;
    story.offers = {
        {.installs = "new", .artefact = as_package ? make_package(Packing::kFull, old_image, target) : target}};
    story.ends_with = "new";
    story.reasons = {Status::kTrialExpired};
  }

  std::uint32_t slot(std::uint8_t number) const { return board.layout().slots[number].address; }

  // Of the undisturbed story, without the journal.
  std::map<std::uint32_t, std::uint32_t> erases() const {
    auto done = run_campaign(board, story, {.patterns = 0}).erases;
    const bootloader::Area& journal = board.layout().journal;
    std::erase_if(done, [&](const auto& one) { return one.second == 0 || journal.contains({one.first, 1}); });
    return done;
  }

  manifests::DeviceProfile profile;
  Board board;
  Story story;
};

TEST_CASE("Least erases: with swap one of each sector and slot, and one more where the candidate is prepared") {
  const Update update(true, false);
  REQUIRE(update.story.firmware[1].image.size() > 2 * kSector);
  REQUIRE(update.story.firmware[1].image.size() <= 3 * kSector);
  const std::map<std::uint32_t, std::uint32_t> expected = {{update.slot(0), 1},
                                                           {update.slot(0) + kSector, 1},
                                                           {update.slot(0) + 2 * kSector, 1},
                                                           {update.slot(1), 1},
                                                           {update.slot(1) + kSector, 2},
                                                           {update.slot(1) + 2 * kSector, 2},
                                                           {update.slot(1) + 3 * kSector, 1}};
  CHECK(least_erases(update.board, update.story) == expected);
}

TEST_CASE("Least erases: with A/B one of each sector of the other slot") {
  const Update update(false, false);
  const std::map<std::uint32_t, std::uint32_t> expected = {
      {update.slot(1), 1}, {update.slot(1) + kSector, 1}, {update.slot(1) + 2 * kSector, 1}};
  CHECK(least_erases(update.board, update.story) == expected);
}

TEST_CASE("Least erases: a package adds one of each sector that it is staged in") {
  for (const bool swap : {true, false}) {
    const Update update(swap, true);
    const auto least = least_erases(update.board, update.story);
    const std::size_t sectors = (update.story.offers[0].artefact.size() + kSector - 1) / kSector;
    CHECK(sum(least) == (swap ? 9 : 3) + sectors);
    CHECK(least.at(update.board.layout().staging.address) == 1);
  }
}

TEST_CASE("Least erases: an update erases no sector more often, where a swap unit is one sector") {
  for (const bool swap : {true, false}) {
    for (const bool as_package : {true, false}) {
      const Update update(swap, as_package);
      CHECK(update.erases() == least_erases(update.board, update.story));
    }
  }
}

TEST_CASE("Least erases: nothing is said of stories that are more than one update") {
  Update update(true, false);
  update.story.offers[0].interrupted = true;
  CHECK(least_erases(update.board, update.story).empty());
  update.story.offers[0].interrupted = false;
  update.story.ends_with = "old";
  CHECK(least_erases(update.board, update.story).empty());
}

}  // namespace
}  // namespace switchback::rig
