// Fleets: every device is reproducible, alone and in any shard, and its end and its faults are
// counted.
#include "rig/fleet/fleet.h"

#include <doctest/doctest.h>

#include "rig/fleet/device.h"
#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

using testing::make_image;

Story make_story(const std::string& name, Behaviour behaviour) {
  Story story{.name = name};
  story.firmware = {{.name = "old", .image = make_image({.major = 1, .payload_bytes = 300})},
                    {.name = "new",
                     .image = make_image({.major = 2, .payload_bytes = 400, .security_counter = 2}),
                     .behaviour = behaviour}};
  const bool is_good = behaviour == Behaviour::kConfirm;
  story.offers = {{.installs = "new", .artefact = story.firmware[1].image, .chunk_bytes = 64, .again = is_good}};
  story.ends_with = is_good ? "new" : "old";
  story.reasons = {Status::kTrialExpired};
  return story;
}

Story make_refusal() {
  Story story = make_story("refused", Behaviour::kNeverConfirm);
  story.offers[0].artefact = make_image({.major = 0, .payload_bytes = 300, .security_counter = 0});
  story.offers[0].installs = "forbidden";
  story.reasons = {Status::kRollback};
  return story;
}

struct Setup {
  const Board swap{testing::small_swap_profile(), testing::trusted_keys(), {.torn_reads = TornReads::kUnstable}};
  const Board ab{testing::small_ab_profile(), testing::trusted_keys(), {}};
  const std::vector<Story> stories = {make_story("confirm", Behaviour::kConfirm),
                                      make_story("revert", Behaviour::kNeverConfirm), make_refusal()};
  const std::vector<Story> one = {make_story("only", Behaviour::kConfirm)};
  const std::vector<Model> models = {{&swap, stories}};
};

constexpr Rates kShortPower = {.power_loss = 0.3};  // updates are given up
constexpr Rates kHarsh = {.power_loss = 0.02, .bit_rot = 0.1, .read_error = 0.1, .bad_sector = 0.1, .drop = 0.1};

FleetTally sum_of(const std::vector<FleetTally>& tallies) {
  FleetTally sum;
  for (const FleetTally& tally : tallies) sum += tally;
  return sum;
}

void check_same(const FleetTally& a, const FleetTally& b) {
  CHECK(a.ends == b.ends);
  CHECK(a.faults == b.faults);
  CHECK(a.rows == b.rows);
  REQUIRE(a.failures.size() == b.failures.size());
  for (std::size_t i = 0; i < a.failures.size(); ++i) CHECK(a.failures[i].replay == b.failures[i].replay);
}

TEST_CASE("Fleet: without faults every device comes to its story's end") {
  const Setup setup;
  const std::vector<FleetTally> tallies = run_fleet(setup.models, {.devices = 60}, 1, {});
  REQUIRE(tallies.size() == 3);
  CHECK(tallies[0].of(End::kInstalled) == tallies[0].devices());
  CHECK(tallies[1].of(End::kRolledBack) == tallies[1].devices());
  CHECK(tallies[2].of(End::kStillOld) == tallies[2].devices());
  for (const FleetTally& tally : tallies) CHECK(tally.devices() > 8);
  CHECK(sum_of(tallies).devices() == 60);
  CHECK(sum_of(tallies).faults == FaultCounts{});
}

TEST_CASE("Fleet: power that fails and chunks that get lost brick nothing, and end nothing otherwise") {
  const Setup setup;
  const Rates rates{.power_loss = 0.03, .drop = 0.1};
  const std::vector<FleetTally> tallies = run_fleet(setup.models, {.devices = 300, .rates = rates}, 1, {});
  CHECK(tallies[0].of(End::kInstalled) == tallies[0].devices());
  CHECK(tallies[1].of(End::kRolledBack) == tallies[1].devices());
  CHECK(tallies[2].of(End::kStillOld) == tallies[2].devices());
  const FleetTally all = sum_of(tallies);
  CHECK(all.faults.devices > 200);
  CHECK(all.faults.power_losses > 300);
  CHECK(all.faults.drops > 100);
  CHECK(all.failures.empty());
}

TEST_CASE("Fleet: shards add up to the whole, on any number of threads") {
  const Setup setup;
  const std::vector<Model> models = {{&setup.swap, setup.stories}, {&setup.ab, setup.one}};
  FleetOptions options{.seed = 7, .devices = 200, .rates = kHarsh};
  const std::vector<FleetTally> whole = run_fleet(models, options, 1, {});
  std::vector<FleetTally> shared(whole.size());
  options.shards = 3;
  for (options.shard = 0; options.shard < 3; ++options.shard) {
    const std::vector<FleetTally> part = run_fleet(models, options, options.shard + 1, {});
    REQUIRE(part.size() == whole.size());
    for (std::size_t i = 0; i < part.size(); ++i) shared[i] += part[i];
  }
  for (std::size_t i = 0; i < whole.size(); ++i) check_same(whole[i], shared[i]);
  CHECK(sum_of(whole).devices() == 200);
}

TEST_CASE("Fleet: of each device, what it comes to in the state tables is counted, and nothing twice") {
  const Setup setup;
  const std::vector<Model> models = {{&setup.swap, setup.one}};
  const FleetTally quiet = sum_of(run_fleet(models, {.devices = 5}, 1, {}));
  for (const TransitionId once : {TransitionId::kRequest, TransitionId::kSwapBeginImage, TransitionId::kConfirm}) {
    CHECK(quiet.rows[row_index(once)] == 5);
  }
  CHECK(quiet.rows[row_index(LoadCase::kTornEnd)] == 0);
  CHECK(quiet.rows[row_index(TransitionId::kAbSwitchImage)] == 0);
  const FleetTally harsh = sum_of(run_fleet(models, {.devices = 200, .rates = kHarsh}, 1, {}));
  CHECK(harsh.rows[row_index(LoadCase::kTornEnd)] > 0);
  CHECK(sum_of(run_fleet(models, {.devices = 0}, 1, {})).rows == RowHits{});
}

TEST_CASE("Fleet: another seed gives other devices, the same one the same") {
  const Setup setup;
  const FleetOptions options{.seed = 1, .devices = 100, .rates = kHarsh};
  const FleetTally one = sum_of(run_fleet(setup.models, options, 1, {}));
  check_same(one, sum_of(run_fleet(setup.models, options, 1, {})));
  FleetOptions other = options;
  other.seed = 2;
  CHECK(sum_of(run_fleet(setup.models, other, 1, {})).faults.power_losses != one.faults.power_losses);
}

TEST_CASE("Fleet: a device's schedule replays it") {
  const Setup setup;
  for (const Story& story : setup.stories) {
    FleetDevice bench(setup.swap, story);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const Fate fate = bench.run(seed % 2 == 0 ? kHarsh : kShortPower, seed);
      const std::string line = replay_line(fate.schedule);
      CAPTURE(line);
      const Result<Schedule> schedule = parse_replay_line(line);
      REQUIRE(schedule.has_value());
      SimDevice device(setup.swap, story, schedule->seed);
      const Verdict verdict = run_schedule(device, *schedule);
      CHECK(verdict.problems == fate.verdict.problems);
      CHECK(verdict.bricked == (fate.end == End::kBricked));
      CHECK(verdict.resets_end == fate.verdict.resets_end);
      CHECK(verdict.operations == fate.verdict.operations);
      CHECK(verdict.chunks_lost == fate.faults.drops);
      if (fate.end == End::kInstalled) CHECK(verdict.rest_ends > 0);
      if (fate.end == End::kRolledBack || fate.end == End::kStillOld) CHECK(verdict.rest_ends == 0);
    }
  }
}

TEST_CASE("Fleet: what always fails fails so often as is allowed, and then no more") {
  const Setup setup;
  FleetDevice bench(setup.swap, setup.stories[0]);
  const Fate cut = bench.run({.power_loss = 1}, 1);
  CHECK(cut.faults.power_losses == kMaxPowerLosses);
  CHECK(cut.end == End::kInstalled);
  const Fate dropped = bench.run({.drop = 1}, 1);
  CHECK(dropped.faults.drops == kMaxDrops);
  CHECK(dropped.schedule.drops.size() == kMaxDrops);
  CHECK(dropped.end == End::kInstalled);
}

TEST_CASE("Fleet: a device whose download breaks off again and again is not at rest, whatever is damaged besides") {
  const Setup setup;
  const std::uint32_t end = setup.swap.layout().slots[1].end();
  Schedule schedule{.seed = 1, .faults = {Damage{0, DamageKind::kFlip, end - 1, 0}}};
  for (std::uint64_t chunk = 0; chunk < kMaxDrops; ++chunk) schedule.drops.push_back(chunk);
  SimDevice device(setup.swap, setup.stories[0], schedule.seed);
  const Verdict verdict = run_schedule(device, schedule);
  CHECK(verdict.chunks_lost == kMaxDrops);
  CHECK(verdict.rest_ends == 1);
}

TEST_CASE("Fleet: each kind of damage is counted as what it is, before the story and after it") {
  const Setup setup;
  FleetDevice bench(setup.swap, setup.stories[0]);
  FaultCounts sum;
  std::size_t cuts = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Fate fate = bench.run({.bit_rot = 1, .read_error = 1, .bad_sector = 1}, seed);
    sum += fate.faults;
    for (const Fault& fault : fate.schedule.faults) {
      if (std::holds_alternative<Cut>(fault)) ++cuts;
      const auto* damage = std::get_if<Damage>(&fault);
      if (damage != nullptr && damage->kind == DamageKind::kFlip) CHECK(damage->operation == 0);
    }
  }
  CHECK(sum.devices == 40);
  CHECK(sum.bit_flips == 80);
  CHECK(sum.read_errors == 80);
  CHECK(sum.bad_sectors > 20);
  CHECK(sum.worn_sectors > 20);
  CHECK(cuts == 40);
  CHECK(sum.power_losses == 0);
}

TEST_CASE("Fleet: a device that does not end as it should is a failure with its number and its replay line") {
  const Setup setup;
  std::vector<Story> wrong = {setup.stories[0]};
  wrong[0].ends_with = "old";
  const std::vector<Model> models = {{&setup.swap, wrong}};
  const FleetTally tally = sum_of(run_fleet(models, {.seed = 3, .devices = 5, .shard = 1, .shards = 2}, 2, {}));
  CHECK(tally.of(End::kFailed) == 2);
  REQUIRE(tally.failures.size() == 2);
  CHECK(tally.failures[0].device == 1);
  CHECK(tally.failures[1].device == 3);
  CHECK(parse_replay_line(tally.failures[0].replay).has_value());
  CHECK(tally.failures[0].problems == std::vector<std::string>{"the device ends with new instead of old"});
}

}  // namespace
}  // namespace switchback::rig
