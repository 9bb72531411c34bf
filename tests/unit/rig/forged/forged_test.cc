// Forged flash contents are as described, and every violation of a rule is noticed.
#include "rig/campaign/forged_campaign.h"

#include <doctest/doctest.h>

#include "rig/campaign/campaign.h"
#include "rig/campaign_report/report.h"
#include "rig/forged/story.h"
#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

constexpr std::uint8_t kKey = 0x5b;
constexpr std::uint8_t kForeignKey = 0x33;  // of the story's foreign image
constexpr std::uint32_t kEntry = 64;        // in the payload of the story's images

manifests::DeviceProfile profile_with_vectors(manifests::DeviceProfile profile) {
  profile.core = Core::kCortexM;
  profile.ram = {{0x20000000, 0x4000}};
  return profile;
}

struct Setup {
  explicit Setup(const manifests::DeviceProfile& profile = testing::small_swap_profile(),
                 bool trusts_foreigners = false)
      : workshop(kKey), board(profile, keys(trusts_foreigners)), story(make_forged_story(profile, workshop)) {}

  std::vector<RootKey> keys(bool trusts_foreigners) const {
    if (!trusts_foreigners) return {workshop.root_key()};
    return {workshop.root_key(), Workshop(kForeignKey).root_key()};
  }

  // The cells with one image at the start of each slot; empty: blank.
  Cells cells(Bytes slot0, Bytes slot1) const {
    Cells cells(board.layout(), {});
    if (!slot0.empty()) cells.install(board.layout().slots[0].address, slot0);
    if (!slot1.empty()) cells.install(board.layout().slots[1].address, slot1);
    return cells;
  }

  EntryPoint entry(std::size_t slot) const {
    return {board.layout().slots[slot].address + static_cast<std::uint32_t>(wire::kImageHeaderBytes)};
  }

  Bytes image(std::size_t firmware) const { return story.firmware[firmware].image; }

  Workshop workshop;
  Board board;
  Story story;
};

TEST_CASE("Entry oracle: a signed image counts where it lies whole and runs, and nowhere else") {
  const Setup setup;
  const EntryOracle oracle(setup.board, setup.story);
  CHECK(oracle.find(setup.cells(setup.image(0), {}), setup.entry(0)) == 0);
  CHECK(oracle.find(setup.cells(setup.image(1), {}), setup.entry(0)) == 1);

  SUBCASE("not another byte, to the last one") {
    for (const std::size_t at : {std::size_t{0}, setup.image(0).size() / 2, setup.image(0).size() - 1}) {
      std::vector<std::uint8_t> changed(setup.image(0).begin(), setup.image(0).end());
      changed[at] ^= 1;
      CHECK_FALSE(oracle.find(setup.cells(changed, {}), setup.entry(0)));
    }
  }
  SUBCASE("not from the slot that does not execute, though it lies there whole") {
    CHECK_FALSE(oracle.find(setup.cells({}, setup.image(0)), setup.entry(1)));
  }
  SUBCASE("not from the middle") {
    EntryPoint inside = setup.entry(0);
    inside.vectors += 4;
    CHECK_FALSE(oracle.find(setup.cells(setup.image(0), {}), inside));
  }
  SUBCASE("not with another stack, nor another first instruction, than its vectors say") {
    const Cells cells = setup.cells(setup.image(0), {});
    EntryPoint entry = setup.entry(0);
    entry.stack = load_u32(setup.image(0), wire::kImageHeaderBytes);
    entry.reset = entry.vectors + kEntry + 1;
    CHECK(oracle.find(cells, entry) == 0);
    *entry.reset += 2;
    CHECK_FALSE(oracle.find(cells, entry));
    *entry.reset -= 2;
    *entry.stack -= 4;
    CHECK_FALSE(oracle.find(cells, entry));
  }
}

TEST_CASE("Entry oracle: with A/B an image counts in the slot that it is linked for") {
  const Setup setup(testing::small_ab_profile());
  const EntryOracle oracle(setup.board, setup.story);
  const Cells cells = setup.cells(setup.image(0), setup.image(1));
  CHECK(oracle.find(cells, setup.entry(0)) == 0);
  CHECK(oracle.find(cells, setup.entry(1)) == 1);
  const Cells exchanged = setup.cells(setup.image(1), setup.image(0));
  CHECK_FALSE(oracle.find(exchanged, setup.entry(0)));
  CHECK_FALSE(oracle.find(exchanged, setup.entry(1)));
}

TEST_CASE("Entry oracle: a signature does not make up for vectors that lead elsewhere, or a stack outside RAM") {
  const Setup setup(profile_with_vectors(testing::small_swap_profile()));
  const EntryOracle oracle(setup.board, setup.story);
  std::size_t misled = 0;
  for (std::size_t i = 0; i < setup.story.firmware.size(); ++i) {
    const std::string& name = setup.story.firmware[i].name;
    if (name != "astray" && name != "stackless") continue;
    ++misled;
    CHECK_FALSE(oracle.find(setup.cells(setup.image(i), {}), setup.entry(0)));
  }
  CHECK(misled == 2);
}

TEST_CASE("Access watch: what leaves the areas is noted, and does not reach the flash") {
  const Setup setup;
  SimFlash flash(setup.board.layout(), {}, 1);
  const StartBudget budget = budget_for(setup.board.layout());
  AccessWatch watch(flash, budget);
  std::array<std::uint8_t, 16> bytes{};
  const bootloader::Area& slot = setup.board.layout().slots[0];
  CHECK(ok(watch.read(slot.address, bytes)));
  CHECK(ok(watch.program(slot.end() - 16, bytes)));
  CHECK(ok(watch.erase_sector(slot.address)));
  CHECK(watch.outside() == 0);
  CHECK(watch.operations() == 2);

  CHECK_FALSE(ok(watch.read(slot.end() - 8, bytes)));  // from one area into the next
  CHECK_FALSE(ok(watch.program(slot.address + 2, bytes)));
  CHECK_FALSE(ok(watch.erase_sector(slot.address + 4)));
  CHECK_FALSE(ok(watch.erase_sector(0)));
  CHECK(watch.outside() == 4);
  CHECK(watch.first_outside().find("read at") == 0);
  CHECK(flash.faults().empty());
}

TEST_CASE("Access watch: a start has a budget") {
  const Setup setup;
  SimFlash flash(setup.board.layout(), {}, 1);
  const StartBudget budget{.operations = 3, .read_bytes = 100};
  AccessWatch watch(flash, budget);
  const std::uint32_t address = setup.board.layout().slots[0].address;
  const auto erase_often = [&] {
    for (int i = 0; i < 4; ++i) (void)watch.erase_sector(address);
  };
  const auto read_often = [&] {
    std::array<std::uint8_t, 16> bytes{};
    for (int i = 0; i < 4; ++i) (void)watch.read(address, bytes);
  };
  CHECK_THROWS_AS(erase_often(), Runaway);
  watch.begin();
  CHECK_THROWS_AS(read_often(), Runaway);
}

TEST_CASE("Forged contents: a number stands for the same contents each time, and most records have right checksums") {
  const Setup setup;
  const Forger forger(setup.board, setup.story, 1);
  const Forger again(setup.board, setup.story, 1);
  const Forger other(setup.board, setup.story, 2);
  const bootloader::Area& journal = setup.board.layout().journal;
  const auto bytes = [&](const Cells& cells) {
    const Bytes found = cells.bytes(0, journal.size_bytes);
    return std::vector<std::uint8_t>(found.begin(), found.end());
  };
  std::size_t sealed = 0;
  std::size_t differ = 0;
  for (std::uint64_t i = forger.listed() - 300; i < forger.listed() + 300; ++i) {
    const ForgedPlan plan = forger.plan(i);
    CHECK(bytes(forger.make(plan)) == bytes(again.make(again.plan(i))));
    if (bytes(forger.make(plan)) != bytes(other.make(other.plan(i)))) ++differ;
    for (const ForgedPlace& place : plan.places) sealed += is_sealed(place.record) ? 1 : 0;
  }
  CHECK(sealed > 1000);
  CHECK(differ > 200);
  CHECK(forger.listed() > 30'000);
}

TEST_CASE("Forged records: each field takes its edges, and nothing but its bytes change") {
  const Setup setup;
  const RecordFacts facts{.floor = 3, .candidate_counter = 4, .image_units = 2, .staged = {0x12000, 900}};
  const RecordBytes sane = sane_record(setup.board.layout(), facts, 5, 0, 77);
  for (std::size_t i = 0; i < kRecordFields; ++i) {
    const auto id = static_cast<FieldId>(i);
    const auto values = values_of(id, setup.board.layout(), facts);
    CHECK(std::ranges::find(values, 0u) != values.end());
    for (const std::uint32_t value : values) {
      RecordBytes record = sane;
      set_field(record, id, value);
      seal(record);
      CHECK(is_sealed(record));
      for (std::size_t k = 0; k < kRecordFields; ++k) {
        if (k != i) CHECK(get_field(record, static_cast<FieldId>(k)) == get_field(sane, static_cast<FieldId>(k)));
      }
    }
  }
  RecordBytes torn = sane;
  seal(torn);
  torn[20] ^= 1;
  CHECK_FALSE(is_sealed(torn));
}

TEST_CASE("Forged campaign: nothing unverified runs, on devices that trust one key") {
  for (const bool is_ab : {false, true}) {
    const Setup setup(profile_with_vectors(is_ab ? testing::small_ab_profile() : testing::small_swap_profile()));
    const Tally tally = run_forged(setup.board, setup.story, {.seed = 3, .drawn = 1000, .shard = 5, .shards = 64});
    CHECK(tally.forged.contents > 600);
    CHECK(tally.forged.entries > 150);
    CHECK(tally.forged.unverified == 0);
    CHECK(tally.forged.outside == 0);
    CHECK(tally.forged.endless == 0);
    CHECK(tally.total().failed == 0);
  }
}

TEST_CASE("Forged campaign: a bootloader that takes another's signature is found out") {
  const Setup setup(testing::small_swap_profile(), true);
  const Tally tally = run_forged(setup.board, setup.story, {.seed = 1, .shards = 80});
  CHECK(tally.forged.unverified > 10);
  CHECK(tally.of(ScheduleKind::kForged).wrong > 5);
  REQUIRE_FALSE(tally.failures.empty());

  SUBCASE("and its replay line shows the same again") {
    const auto schedule = parse_replay_line(tally.failures[0].replay);
    REQUIRE(schedule.has_value());
    REQUIRE(schedule->forged.has_value());
    const Forger forger(setup.board, setup.story, schedule->seed);
    ForgedDevice device(setup.board, setup.story, schedule->seed);
    const ForgedVerdict verdict = run_forged_contents(device, forger, *schedule->forged);
    CHECK(verdict.problems == tally.failures[0].problems);
  }
}

TEST_CASE("Forged device: a start that takes too long, and a floor that no record allows, are problems") {
  const Setup setup;
  ForgedDevice device(setup.board, setup.story, 1);
  const Cells cells = setup.cells(setup.image(0), {});
  CHECK(device.run(cells, {}).holds());
  const ForgedVerdict below = device.run(cells, {.least_floor = 1000});
  CHECK(below.counts.unverified == below.counts.entries);
  CHECK_FALSE(below.holds());
}

TEST_CASE("Forged campaign: its shards add up, and its report reads back") {
  const Setup setup;
  const CampaignOptions options{.forged = true, .contents = 40, .shards = 1};
  CampaignOptions part = options;
  CampaignOptions rest = options;
  part.shards = rest.shards = 64;
  rest.shard = 1;
  CampaignReport report;
  report.options = part;
  report.boards = {describe(setup.board)};
  report.boards[0].stories = {run_campaign(setup.board, setup.story, part)};
  report.shards = {64, {0}};
  CampaignReport other = report;
  other.boards[0].stories = {run_campaign(setup.board, setup.story, rest)};
  other.shards = {64, {1}};
  const auto read = report_from_json(to_json(report));
  REQUIRE_MESSAGE(read.has_value(), read.error().message);
  CHECK(read->forged() == report.forged());
  CHECK(read->options.contents == 40);
  ForgedCounts sum = report.forged();
  sum += other.forged();
  REQUIRE(merge(report, other).has_value());
  CHECK(report.forged() == sum);
  other.shards = {64, {2}};
  other.options.contents = 41;
  CHECK_FALSE(merge(report, other).has_value());
}

}  // namespace
}  // namespace switchback::rig
