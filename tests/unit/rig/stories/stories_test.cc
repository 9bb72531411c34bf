// Everything that a story may ask for besides a plain update. The stories of a board do what their
// names say.
#include "rig/stories/stories.h"
#include "manifests/profile/fit.h"

#include <doctest/doctest.h>

#include <set>

#include "bootloader/board/layout_areas.h"
#include "rig/campaign/judge.h"
#include "rig/device/oracle.h"
#include "tests/unit/rig/image_story.h"

namespace switchback::rig {
namespace {

using bootloader::Phase;
using testing::make_image;
using testing::make_package;

struct Setup : testing::ImageStory {
  Setup() : ImageStory(800, 1200) {}
};

bootloader::State recorded(const SimDevice& device) {
  return recorded_state(device.flash().cells(), device.board().layout());
}

TEST_CASE("Stories: what the Updater must refuse is asked for, and another answer is a failure") {
  Setup setup;
  Offer offer{.installs = "forbidden", .artefact = make_image({.payload_bytes = 300}), .refused = Status::kApiSize};
  offer.artefact.resize(setup.board.layout().slots[0].size_bytes);
  setup.story.offers.push_back(offer);
  CHECK(setup.run().holds());
  setup.story.offers.back().refused = Status::kImageMagic;
  const Verdict verdict = setup.run();
  REQUIRE_FALSE(verdict.problems.empty());
  CHECK(verdict.problems[0] == "a call that must be refused gave kApiSize");
}

TEST_CASE("Stories: a download that another one interrupts is taken again from its start") {
  Setup setup;
  const testing::Buffer other = make_image({.major = 3, .payload_bytes = 1200, .security_counter = 2});
  setup.story.offers[0].interrupted_by = other;
  SimDevice device(setup.board, setup.story, 1);
  (void)device.reset();
  const std::uint32_t candidate = bootloader::candidate_area(setup.board.layout(), 0).address;
  CHECK(device.flash().peek(candidate, static_cast<std::uint32_t>(other.size())) == other);
  const bootloader::State state = recorded(device);
  CHECK(state.phase == Phase::kReceiving);
  (void)device.reset();
  CHECK(recorded(device).phase == Phase::kRequested);
  CHECK(recorded(device).staged_tag != state.staged_tag);
  CHECK(setup.run().holds());
}

TEST_CASE("Stories: what rots after a revert is healed with the image that was given up") {
  Setup setup;
  setup.story.firmware[1].behaviour = Behaviour::kNeverConfirm;
  setup.story.offers[0].again = false;
  setup.story.rots = {{.kind = DamageKind::kFlip, .address = setup.board.layout().slots[0].address + 100, .bit = 1}};
  setup.story.rot_moment = RotMoment::kReverted;
  setup.story.reasons.push_back(Status::kHealed);
  const Verdict verdict = setup.run();
  CHECK(verdict.holds());
  CHECK(verdict.reason == Status::kHealed);
  CHECK(verdict.rest_ends == 1);
}

TEST_CASE("Stories: what rots in a rebuild that power interrupted is written again") {
  Setup setup;
  setup.story.offers[0].artefact = make_package(Packing::kFull, {}, setup.story.firmware[1].image);
  const std::uint32_t candidate = bootloader::candidate_area(setup.board.layout(), 0).address;
  setup.story.rots = {{.kind = DamageKind::kFlip, .address = candidate + 100, .bit = 1}};
  setup.story.rot_moment = RotMoment::kRebuilding;
  SimDevice device(setup.board, setup.story, 1);
  const Verdict undisturbed = run_schedule(device, {.seed = 1});
  CHECK(undisturbed.holds());
  CHECK(device.rows_hit()[row_index(TransitionId::kRebuildRestart)] == 0);
  std::uint64_t restarts = 0;
  for (std::uint64_t operation = 0; operation < undisturbed.operations; ++operation) {
    SimDevice cut(setup.board, setup.story, 1);
    Verdict verdict;
    cut.flash().arm(Cut{operation, CutPhase::kBefore, 0});
    (void)settle(cut, false, verdict);
    cut.flash().arm(std::nullopt);
    CHECK(settle(cut, false, verdict) == 1);
    CHECK(verdict.holds());
    restarts += cut.rows_hit()[row_index(TransitionId::kRebuildRestart)];
  }
  CHECK(restarts > 5);
}

TEST_CASE("Stories: each has a name of its own, and is the same when it is made alone") {
  const Workshop& workshop = testing::trusted();
  for (const auto& profile : {testing::small_swap_profile(), testing::small_ab_profile()}) {
    const std::vector<Story> stories = make_stories(profile, workshop);
    std::set<std::string> names;
    for (const Story& story : stories) {
      names.insert(story.name);
      const std::optional<Story> alone = make_story(profile, workshop, story.name);
      REQUIRE(alone.has_value());
      CHECK(alone->offers[0].artefact == story.offers[0].artefact);
      CHECK(alone->ends_with == story.ends_with);
    }
    CHECK(names.size() == stories.size());
    CHECK(stories.size() > 30);
    CHECK_FALSE(make_story(profile, workshop, "no-such-story").has_value());
  }
}

TEST_CASE("Stories: the largest image fits to its last bytes") {
  const auto profile = testing::small_swap_profile();
  const std::optional<Story> story = make_story(profile, testing::trusted(), "largest-revert");
  REQUIRE(story.has_value());
  const std::size_t most = manifests::max_image_bytes(profile);
  CHECK(story->firmware[1].image.size() <= most);
  CHECK(story->firmware[1].image.size() + 4 >= most);
  CHECK(story->offers[1].artefact.size() > most);
}

bool is_package(const testing::Buffer& artefact) { return (artefact.at(16) & wire::kFlagNonBootable) != 0; }

TEST_CASE("Stories: a board without a decoder is offered no package but the one that it must refuse") {
  for (auto profile : {testing::small_swap_profile(), testing::small_ab_profile()}) {
    profile.decoder_ram_bytes = 0;
    profile.max_window_bits = 0;
    const std::vector<Story> stories = make_stories(profile, testing::trusted());
    CHECK(stories.size() > 20);
    for (const Story& story : stories) {
      if (story.name == "no-decoder") continue;
      for (const Offer& offer : story.offers) CHECK_MESSAGE(!is_package(offer.artefact), story.name);
    }
    const Board board(profile, testing::trusted_keys());
    const std::optional<Story> refused = make_story(profile, testing::trusted(), "no-decoder");
    REQUIRE(refused.has_value());
    SimDevice device(board, *refused, 1);
    CHECK(run_schedule(device, {.seed = 1}).holds());
  }
  CHECK_FALSE(make_story(testing::small_swap_profile(), testing::trusted(), "no-decoder").has_value());
}

TEST_CASE("Stories: no room is told of only where slot 1 cannot hold an image and its package") {
  auto profile = testing::small_swap_profile();
  profile.staging.reset();
  profile.sectors.back().count = 40;
  for (const auto& [slot1_units, is_told] : {std::pair(8u, true), {11u, true}, {16u, false}, {30u, false}}) {
    const std::uint32_t units = slot1_units;
    CAPTURE(units);
    profile.slots[1].size_bytes = units * profile.swap_unit_bytes;
    const std::optional<Story> story = make_story(profile, testing::trusted(), "no-room");
    CHECK(story.has_value() == is_told);
    if (!story) continue;
    const Board board(profile, testing::trusted_keys());
    SimDevice device(board, *story, 1);
    CHECK(run_schedule(device, {.seed = 1}).holds());
  }
}

}  // namespace
}  // namespace switchback::rig
