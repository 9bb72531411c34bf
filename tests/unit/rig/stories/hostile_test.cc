#include "rig/stories/hostile.h"

#include <doctest/doctest.h>

#include "rig/campaign/campaign.h"
#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

Story make_story() {
  Story story{.name = "image"};
  story.firmware = {{"old", testing::make_image({.major = 1})}, {"new", testing::make_image({.major = 2})}};
  story.offers = {{.installs = "new", .artefact = story.firmware[1].image}};
  story.ends_with = "new";
  return story;
}

TEST_CASE("Hostile: alterations change every byte, shorten to every length from the header on, and lengthen") {
  const Story story = make_story();
  const std::size_t size = story.offers[0].artefact.size();
  const std::vector<Alteration> all = alterations_of(story, 1);
  CHECK(all.size() == size + (size - 32) + 16);
  for (const Alteration& alteration : all) {
    CHECK(is_possible(story, alteration));
    const Story hostile = altered(story, alteration);
    CHECK(hostile.offers[0].artefact != story.offers[0].artefact);
    CHECK(hostile.offers[0].artefact.size() >= 32);
    CHECK(hostile.ends_with == "old");
  }
  CHECK(alterations_of(story, 2) != all);
}

TEST_CASE("Hostile: only stories of one artefact that is taken are altered") {
  CHECK(can_be_altered(make_story()));
  Story refused = make_story();
  refused.ends_with = "old";
  CHECK_FALSE(can_be_altered(refused));
  Story twice = make_story();
  twice.offers.push_back(twice.offers[0]);
  CHECK_FALSE(can_be_altered(twice));
  CHECK_FALSE(can_be_altered(altered(make_story(), {})));
}

TEST_CASE("Hostile: changes outside the artefact are not possible") {
  const Story story = make_story();
  const auto size = static_cast<std::uint32_t>(story.offers[0].artefact.size());
  CHECK_FALSE(is_possible(story, {AlterationKind::kFlip, size}));
  CHECK_FALSE(is_possible(story, {AlterationKind::kTruncate, 31}));
  CHECK_FALSE(is_possible(story, {AlterationKind::kTruncate, size}));
  CHECK_FALSE(is_possible(story, {AlterationKind::kExtend, 0}));
  CHECK_FALSE(is_possible(story, {AlterationKind::kExtend, 17}));
}

TEST_CASE("Hostile: a campaign offers every alteration, and its shards add up") {
  const Board board(testing::small_swap_profile(), testing::trusted_keys());
  const Story story = make_story();
  const std::size_t count = alterations_of(story, 1).size();
  std::uint64_t schedules = 0;
  for (std::uint32_t shard = 0; shard < 7; ++shard) {
    CampaignOptions options;
    options.patterns = 0;
    options.hostile = true;
    options.shard = shard;
    options.shards = 7;
    const Tally tally = run_campaign(board, story, options);
    CHECK(tally.of(ScheduleKind::kHostile).failed == 0);
    schedules += tally.of(ScheduleKind::kHostile).ended_old;
  }
  CHECK(schedules == count);
}

// A device that takes an altered artefact: it runs another image than its first.
TEST_CASE("Hostile: a device that takes what should be refused is told apart") {
  const Board board(testing::small_swap_profile(), testing::trusted_keys());
  Story hostile = altered(make_story(), {});
  hostile.offers[0].artefact = make_story().offers[0].artefact;  // as if nobody noticed
  SimDevice device(board, hostile, 1);
  const Verdict verdict = run_schedule(device, {"small-swap", "image", 1});
  CHECK_FALSE(verdict.holds());
}

}  // namespace
}  // namespace switchback::rig
