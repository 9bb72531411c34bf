// The campaign itself: it reaches every operation, gives the same result twice, and reports
// failures.
#include "rig/campaign/campaign.h"

#include <doctest/doctest.h>

#include "rig/campaign/short_power.h"
#include "tests/unit/rig/image_story.h"

namespace switchback::rig {
namespace {

struct Setup : testing::ImageStory {
  explicit Setup(const FlashModel& model = {}) : ImageStory(300, 400, model) {}
};

TEST_CASE("Campaign: an undisturbed device installs the update, and each of its operations is cut in every way") {
  const Setup setup;
  const Tally tally = run_campaign(setup.board, setup.story, {.seed = 1, .pairs_each = 2});
  CHECK(tally.operations > 40);
  CHECK(tally.points.size() == tally.operations);
  const Counts& cuts = tally.of(ScheduleKind::kCut);
  CHECK(cuts.schedules == tally.operations * 5);
  CHECK(cuts.ended_old + cuts.ended_new == cuts.schedules);
  CHECK(cuts.ended_new > 0);
  CHECK(tally.of(ScheduleKind::kCutPair).schedules > cuts.schedules);
  CHECK(tally.total().failed == 0);
  CHECK(tally.failures.empty());
  CHECK(tally.rows[row_index(TransitionId::kSwapSave)] > cuts.schedules);
  CHECK(tally.rows[row_index(LoadCase::kTornEnd)] > 0);
  CHECK(tally.rows[row_index(TransitionId::kAbHeal)] == 0);
}

TEST_CASE("Campaign: its shards add up to the whole") {
  const Setup setup;
  const CampaignOptions options{.seed = 2, .patterns = 1, .damage_each = 1};
  const std::vector<CampaignPlan> plans = {{&setup.board, &setup.story, options}};
  const std::vector<Tally> shared = run_campaigns(plans, 2, {});
  const Tally whole = run_campaign(setup.board, setup.story, options);
  REQUIRE(shared.size() == 1);
  for (std::size_t kind = 0; kind < kScheduleKinds; ++kind) {
    CHECK(shared[0].counts[kind].schedules == whole.counts[kind].schedules);
    CHECK(shared[0].counts[kind].ended_old == whole.counts[kind].ended_old);
    CHECK(shared[0].counts[kind].failed == whole.counts[kind].failed);
  }
  CHECK(shared[0].points.size() == whole.points.size());
  CHECK(shared[0].rows == whole.rows);
}

TEST_CASE("Campaign: the same seed gives the same tally") {
  const Setup setup({.torn_reads = TornReads::kUnstable});
  const Tally one = run_campaign(setup.board, setup.story, {.seed = 3, .patterns = 1});
  const Tally two = run_campaign(setup.board, setup.story, {.seed = 3, .patterns = 1});
  CHECK(one.total().ended_old == two.total().ended_old);
  CHECK(one.total().ended_new == two.total().ended_new);
}

TEST_CASE("Campaign: power that lasts one operation at a time gets nowhere, with enough of them it gets through") {
  const Setup setup;
  const Tally tally = run_campaign(setup.board, setup.story, {.seed = 1, .patterns = 0, .repeated = true});
  CHECK(tally.of(ScheduleKind::kRepeated).schedules > tally.operations);
  CHECK(tally.waits.at(1) > 1);
  CHECK(tally.least_operations > 1);
  CHECK(tally.least_operations < 20);
  CHECK(tally.least_operations < enough_operations(setup.board.layout()));
  CHECK(tally.total().failed == 0);
}

TEST_CASE("Campaign: a device that settles on another image than expected is a failure, and its replay line shows it") {
  Setup setup;
  setup.story.ends_with = "old";
  const Tally tally = run_campaign(setup.board, setup.story, {.seed = 1, .patterns = 1});
  CHECK(tally.total().failed == tally.total().schedules);
  REQUIRE(tally.failures.size() == kMaxFailures);
  const Failure& first = tally.failures[5];
  const Result<Schedule> schedule = parse_replay_line(first.replay);
  REQUIRE(schedule.has_value());
  CHECK(setup.run(*schedule).problems == first.problems);
}

TEST_CASE("Campaign: replaying a schedule of many faults gives its verdict again") {
  const Setup setup({.torn_reads = TornReads::kUnstable});
  const std::uint32_t slot1 = setup.board.layout().slots[1].address;
  const Schedule schedule{.seed = 5,
                          .faults = {Cut{20, CutPhase::kInside, 1}, Damage{9, DamageKind::kBadSector, slot1 + 512}}};
  const Verdict one = setup.run(schedule);
  const Verdict two = setup.run(schedule);
  CHECK(one.resets_end == 0);  // the update is refused
  CHECK(one.resets_end == two.resets_end);
  CHECK(one.operations == two.operations);
  CHECK(one.holds());
}

TEST_CASE("Campaign: an image that nobody knows is a failure") {
  Setup setup;
  setup.story.firmware[1].image[100] ^= 1;
  const Verdict verdict = setup.run();
  CHECK(verdict.wrong);
  CHECK_FALSE(verdict.holds());
}

TEST_CASE("Campaign: a reason in the journal that the story does not allow is a failure") {
  Setup setup;
  setup.story.offers[0].artefact[100] ^= 1;
  setup.story.offers[0].again = false;
  setup.story.ends_with = "old";
  const Verdict verdict = setup.run();
  CHECK_FALSE(verdict.bricked);
  REQUIRE_FALSE(verdict.problems.empty());
  CHECK(verdict.problems[0] == "the journal holds reason kDigestMismatch, which this story does not allow");
  setup.story.reasons = {Status::kDigestMismatch};
  CHECK(setup.run().problems.empty());
}

TEST_CASE("Campaign: a device whose only image rots is lost, one with another to go back to is not") {
  const Setup setup;
  const std::uint32_t slot0 = setup.board.layout().slots[0].address;
  const Damage rot{0, DamageKind::kFlip, slot0 + 100, 1};
  const Verdict only_one = setup.run({.seed = 1, .faults = {rot}});
  CHECK(only_one.lost);
  CHECK_FALSE(only_one.bricked);
  CHECK(only_one.holds());

  const Tally undisturbed = run_campaign(setup.board, setup.story, {.seed = 1, .patterns = 0});
  const Cut in_trial{undisturbed.operations - 3, CutPhase::kBefore, 0};
  const Verdict two = setup.run({.seed = 1, .faults = {in_trial, rot}});
  CHECK_FALSE(two.lost);
  CHECK(two.resets_end == 0);
  CHECK(two.holds());
}

TEST_CASE("Campaign: an update without end is reported as a device that does not settle") {
  Setup setup;
  setup.story.firmware[1].behaviour = Behaviour::kNeverConfirm;
  const Verdict verdict = setup.run();
  REQUIRE_FALSE(verdict.problems.empty());
  CHECK(verdict.problems[0] == "the device does not come to rest");
}

// A device that gives a new image so many starts, and one that never confirms itself.
struct LongTrial : Setup {
  explicit LongTrial(std::uint8_t trial_boots) : board(profile_with(trial_boots), testing::trusted_keys(), {}) {
    story.firmware[1].behaviour = Behaviour::kNeverConfirm;
    story.offers[0].again = false;
    story.ends_with = "old";
  }

  static manifests::DeviceProfile profile_with(std::uint8_t trial_boots) {
    manifests::DeviceProfile profile = testing::small_swap_profile();
    profile.trial_boots = trial_boots;
    return profile;
  }

  Verdict run(const Schedule& schedule) const {
    SimDevice device(board, story, schedule.seed);
    return run_schedule(device, schedule);
  }

  Board board;
};

TEST_CASE("Campaign: a trial of many starts settles on the old image, with damage elsewhere, too") {
  for (const std::uint8_t boots : {std::uint8_t{60}, std::uint8_t{255}}) {
    CAPTURE(boots);
    const LongTrial setup(boots);
    const Verdict undisturbed = setup.run({.seed = 1});
    CHECK(undisturbed.holds());
    CHECK(undisturbed.rest_ends == 0);
    const bootloader::Area& unused = setup.board.layout().staging;
    const Verdict damaged = setup.run({.seed = 1, .faults = {Damage{0, DamageKind::kFlip, unused.address, 1}}});
    CHECK(damaged.holds());
    CHECK(damaged.rest_ends == 0);
  }
}

TEST_CASE("Campaign: one that stops at its first failure knows how far it came") {
  Setup setup;
  setup.story.ends_with = "old";  // wrong: the first cut already is a failure
  const Tally tally = run_campaign(setup.board, setup.story, {.seed = 1, .stop_at_failure = true});
  CHECK(tally.total().failed == 1);
  REQUIRE_FALSE(tally.points.empty());
  CHECK(tally.points.rbegin()->first < tally.operations);
}

}  // namespace
}  // namespace switchback::rig
