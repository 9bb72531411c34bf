// The campaign itself: that it reaches every operation, says the same twice, and reports what is wrong.
#include "rig/campaign.h"

#include <doctest/doctest.h>

#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

using testing::make_image;

struct Setup {
  explicit Setup(const FlashModel& model = {}) : board(testing::small_swap_profile(), testing::trusted_keys(), model) {
    scenario.name = "image";
    scenario.firmware = {
        {.name = "old", .image = make_image({.major = 1, .payload_bytes = 300})},
        {.name = "new", .image = make_image({.major = 2, .payload_bytes = 400, .security_counter = 2})}};
    scenario.update = {.artefact = scenario.firmware[1].image, .installs = "new"};
    scenario.ends_with = "new";
    scenario.reasons = {Status::kTrialExpired};
  }

  Board board;
  Scenario scenario;
};

TEST_CASE("Campaign: an undisturbed device installs the update, and each of its operations is cut in every way") {
  const Setup setup;
  const Tally tally = run_campaign(setup.board, setup.scenario, {.seed = 1, .pair_every = 5});
  CHECK(tally.cut_points > 100);
  CHECK(tally.schedules == tally.cut_points * 6);
  CHECK(tally.pairs > tally.schedules / 6);
  CHECK(tally.ended_old + tally.ended_new == tally.schedules);
  CHECK(tally.ended_new > 0);
  CHECK(tally.bricked == 0);
  CHECK(tally.failed == 0);
  CHECK(tally.failures.empty());
}

TEST_CASE("Campaign: the same seed gives the same tally") {
  const Setup setup({.torn_reads = TornReads::kUnstable});
  const Tally one = run_campaign(setup.board, setup.scenario, {.seed = 3, .patterns = 1});
  const Tally two = run_campaign(setup.board, setup.scenario, {.seed = 3, .patterns = 1});
  CHECK(one.ended_old == two.ended_old);
  CHECK(one.ended_new == two.ended_new);
}

TEST_CASE("Campaign: a device that settles on another image than expected is a failure with its replay line") {
  Setup setup;
  setup.scenario.ends_with = "old";
  const Tally tally = run_campaign(setup.board, setup.scenario, {.seed = 1, .patterns = 1});
  CHECK(tally.failed == tally.schedules + 1);
  REQUIRE_FALSE(tally.failures.empty());
  const std::string& first = tally.failures[1];
  const Result<Schedule> schedule = parse_replay_line(first.substr(0, first.find('\n')));
  REQUIRE(schedule.has_value());
  const Verdict verdict = run_schedule(setup.board, setup.scenario, *schedule);
  REQUIRE(verdict.problems.size() == 1);
  CHECK(first.find(verdict.problems[0]) != std::string::npos);
}

TEST_CASE("Campaign: an image that nobody knows is a brick") {
  Setup setup;
  setup.scenario.firmware[1].image[100] ^= 1;
  const Verdict verdict = run_schedule(setup.board, setup.scenario, {.seed = 1});
  CHECK(verdict.bricked);
}

TEST_CASE("Campaign: a reason in the journal that the scenario does not allow is a failure") {
  Setup setup;
  setup.scenario.update.artefact[100] ^= 1;
  setup.scenario.update.retry_after_revert = false;
  setup.scenario.ends_with = "old";
  const Verdict verdict = run_schedule(setup.board, setup.scenario, {.seed = 1});
  CHECK_FALSE(verdict.bricked);
  REQUIRE_FALSE(verdict.problems.empty());
  CHECK(verdict.problems[0] == "reason kDigestMismatch in the journal");
  setup.scenario.reasons = {Status::kDigestMismatch};
  CHECK(run_schedule(setup.board, setup.scenario, {.seed = 1}).problems.empty());
}

TEST_CASE("Campaign: an update without end is reported as a device that does not settle") {
  Setup setup;
  setup.scenario.firmware[1].behaviour = Behaviour::kNeverConfirm;
  const Verdict verdict = run_schedule(setup.board, setup.scenario, {.seed = 1});
  REQUIRE_FALSE(verdict.problems.empty());
  CHECK(verdict.problems[0] == "the device does not settle");
}

}  // namespace
}  // namespace switchback::rig
