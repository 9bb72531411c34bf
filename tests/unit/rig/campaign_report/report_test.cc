// Reports read back exactly, add up, and have the form that their readers expect.
#include "rig/campaign_report/report.h"

#include <doctest/doctest.h>

#include "tests/unit/rig/report_parts/report_checks.h"

namespace switchback::rig {
namespace {

using testing::count;
using testing::elements;

Tally make_story() {
  Tally tally;
  tally.board = "board-1";
  tally.name = "image<&\"'>";
  tally.operations = 3;
  tally.least_operations = 2;
  tally.of(ScheduleKind::kCut) = {.schedules = 10, .ended_old = 6, .ended_new = 3, .bricked = 1, .failed = 1};
  tally.of(ScheduleKind::kMixed) = {.schedules = std::uint64_t{1} << 52, .lost = 2};
  tally.points[0] = {Operation::Kind::kErase, Actor::kApplication, 0x400, "oo"};
  tally.points[1] = {Operation::Kind::kProgram, Actor::kBootloader, 0x440, "on"};
  tally.points[2] = {Operation::Kind::kProgram, Actor::kBootloader, 0x10, "nx"};
  tally.erases = {{0, 5}, {0x400, 2}, {0x800, 1}};
  tally.least_erases = {{0x400, 1}, {0x800, 1}};
  tally.rows[row_index(LoadCase::kTornEnd)] = std::uint64_t{1} << 40;
  tally.rows[row_index(TransitionId::kAbSwitchImage)] = 3;
  tally.failures = {{ScheduleKind::kCut, "v1:board=board-1,cut=2.inside.0", {"nothing <boots>", "\"twice\" & 'more'"}}};
  return tally;
}

CampaignReport make_report() {
  CampaignReport report;
  report.options = {.seed = ~std::uint64_t{0}, .patterns = 1, .pairs_each = 7, .damage_each = 2, .repeated = true};
  report.elapsed_ms = 61'234;
  report.arguments = {"board 1.json", "--story", "image"};
  report.boards = {{.name = "board-1",
                    .strategy = bootloader::Strategy::kAb,
                    .write_unit_bytes = 8,
                    .sectors = {{0, 512, 2}, {0x400, 1024, 4}},
                    .regions = {{"journal", {0, 1024}}, {"slot 0", {0x400, 2048}}},
                    .stories = {make_story()}}};
  return report;
}

// As `report`, but only shard `shard` of two.
CampaignReport half(std::uint32_t shard) {
  CampaignReport report = make_report();
  report.shards = {2, {shard}};
  return report;
}

TEST_CASE("Report: JSON reads back exactly, 64 bit numbers and odd names included") {
  const CampaignReport report = make_report();
  const std::string text = to_json(report);
  const auto again = report_from_json(text);
  REQUIRE(again.has_value());
  CHECK(to_json(*again) == text);
  CHECK(again->options.seed == ~std::uint64_t{0});
  CHECK(again->boards[0].stories[0].name == "image<&\"'>");
  CHECK(again->boards[0].stories[0].points.at(2).outcomes == "nx");
  CHECK(again->boards[0].stories[0].least_erases == report.boards[0].stories[0].least_erases);
  CHECK(again->rows() == report.rows());
  CHECK(again->arguments == report.arguments);
  CHECK(again->total().schedules == (std::uint64_t{1} << 52) + 10);
}

TEST_CASE("Report: what is no report is refused with field, expected and found") {
  const std::string text = to_json(make_report());
  const auto message = [&](std::string_view old, std::string_view now) {
    return testing::refusal(report_from_json, text, old, now);
  };
  CHECK(message("\"patterns\":1", "\"patterns\":-1").find("options.patterns: expected an integer") == 0);
  CHECK(message("\"seed\"", "\"seeds\"").find("seed: expected a value, found no such field") == 0);
  CHECK(message("[1,1088,\"bp\",\"on\"]", "[1,1088,\"bx\",\"on\"]").find("boards[0].stories[0].points[1]: ") == 0);
  CHECK(message("[1,1088,\"bp\",\"on\"]", "[0,1088,\"bp\",\"on\"]").find("boards[0].stories[0].points[1]: ") == 0);
  CHECK(message("[1,1088,\"bp\",\"on\"]", "[3,1088,\"bp\",\"on\"]").find("boards[0].stories[0].points[1]: ") == 0);
  CHECK(message("[1,1088,\"bp\",\"on\"]", "[1,1088,\"bp\",\"oz\"]").find("boards[0].stories[0].points[1]: ") == 0);
  CHECK(message("[1024,2]", "[1024]").find("boards[0].stories[0].erases[1]: ") == 0);
  CHECK(message("[1024,1]", "[1024,-1]").find("boards[0].stories[0].least_erases[0]: ") == 0);
  CHECK(message("\"ab-switch-image\":3", "\"ab-switch\":3").find("boards[0].stories[0].rows: ") == 0);
  CHECK(message("\"ab-switch-image\":3", "\"ab-switch-image\":-3").find("boards[0].stories[0].rows: ") == 0);
  CHECK(message("\"rows\":{", "\"rows\":[],\"r\":{").find("boards[0].stories[0].rows: expected an object") == 0);
  CHECK(message("\"done\":[1]", "\"done\":[2]").find("shards.done: ") == 0);
  CHECK(message("\"done\":[1]", "\"done\":[]").find("shards.done: ") == 0);
  CHECK(message("\"name\":\"board-1\"", "\"name\":\"../x\"").find("boards[0].name: ") == 0);
  CHECK(message("\"problems\":[", "\"problems\":[1,").find("boards[0].stories[0].failures[0].problems: ") == 0);
}

TEST_CASE("Report: cut off anywhere it is refused; with any byte changed it is refused, or read and shown") {
  testing::check_broken(report_from_json, to_json(make_report()));
}

TEST_CASE("Report: all shards together are the whole, and their figures add up") {
  CampaignReport sum = half(1);
  REQUIRE(merge(sum, half(0)).has_value());
  CHECK(sum.shards.is_whole());
  CHECK(sum.shards.of == 1);
  CHECK(sum.total().failed == 2);
  CHECK(sum.elapsed_ms == 2 * 61'234);
  CHECK(sum.boards[0].stories[0].points.size() == 3);
  CHECK(sum.boards[0].stories[0].failures.size() == 2);
  CHECK(sum.rows()[row_index(TransitionId::kAbSwitchImage)] == 6);
  CHECK(sum.boards[0].stories[0].least_erases.at(0x400) == 1);
}

TEST_CASE("Report: merging refuses reports of other seeds, options, boards and stories by name") {
  const auto message = [](const std::function<void(CampaignReport&)>& change) {
    return testing::merge_refusal(half(0), half(1), change);
  };
  CHECK(message([](CampaignReport& other) { other.options.seed = 5; }) ==
        "seed: expected 18446744073709551615, found 5");
  CHECK(message([](CampaignReport& other) { other.options.damage_each = 0; }) == "options.damage: expected 2, found 0");
  CHECK(message([](CampaignReport& other) { other.shards.of = 3; }) == "shards.of: expected 2, found 3");
  CHECK(message([](CampaignReport& other) { other.boards[0].name = "b"; }) == "boards: expected board-1, found b");
  CHECK(message([](CampaignReport& other) {
          other.boards[0].write_unit_bytes = 4;
        }).find("board board-1: expected ab") == 0);
  CHECK(message([](CampaignReport& other) { other.boards[0].stories.clear(); }).find("stories of board board-1: ") ==
        0);
  CHECK(message([](CampaignReport& other) { other.boards[0].stories[0].operations = 4; }).find("operations of image") ==
        0);
  CHECK(message([](CampaignReport& other) { other.shards.done = {0}; }) ==
        "shards.done: expected every shard once, found 1 of 2 again");
}

TEST_CASE("Report: JUnit XML is well formed, and its failures carry the replay lines") {
  const std::string xml = to_junit(make_report());
  CHECK(elements(xml) == std::vector<std::string>{"testsuites", "testsuite", "testcase", "failure"});
  CHECK(xml.find("name=\"image&lt;&amp;&quot;&#39;&gt;\"") != std::string::npos);
  CHECK(xml.find("rig replay &#39;v1:board=board-1,cut=2.inside.0&#39;") != std::string::npos);
  CHECK(xml.find("failures=\"1\" time=\"61.234\"") != std::string::npos);
}

TEST_CASE("Report: the page shows names as they are, and refers to nothing outside of it") {
  const std::string page = to_html(make_report());
  CHECK(page.find("image&lt;&amp;&quot;&#39;&gt;") != std::string::npos);
  CHECK(page.find("image<&") == std::string::npos);
  CHECK(page.find("nothing &lt;boots&gt;") != std::string::npos);
  CHECK(testing::is_sound_page(page));
  CHECK(page.find("Failed: 1 of 4,503,599,627,370,506 schedules, 1 bricked") != std::string::npos);
}

TEST_CASE("Report: the page counts the rows of the state tables, and shows those that were not hit") {
  const std::string page = to_html(make_report());
  CHECK(page.find("<span>ab-switch-image<b>3</b></span>") != std::string::npos);
  CHECK(page.find("<span>load-torn-end<b>1,099,511,627,776</b></span>") != std::string::npos);
  CHECK(page.find("<span class=\"unhit\">load-blank<b>not hit</b></span>") != std::string::npos);
  CHECK(page.find("swap-save") == std::string::npos);  // no board swaps
  std::size_t rows = 0;
  for (std::size_t i = 0; i < kRowCount; ++i) rows += belongs_to(i, bootloader::Strategy::kAb) ? 1 : 0;
  CHECK(page.find("State tables: 2 of " + std::to_string(rows) + " rows hit") != std::string::npos);
  CHECK(count(page, "class=\"unhit\"") == rows - 2);
}

TEST_CASE("Report: the page sets an update's erases against the least possible, without the journal's") {
  CampaignReport report = make_report();
  const std::string numbers = "<td>3</td><td>2</td><td>1.50</td><td>2</td><td>2</td><td>1</td></tr>";
  CHECK(to_html(report).find(numbers) != std::string::npos);
  report.boards[0].stories[0].least_erases.clear();
  CHECK(to_html(report).find("least possible") == std::string::npos);
}

TEST_CASE("Report: the page says how many schedules bricked a device where none failed, and how many damage took") {
  CampaignReport report = make_report();
  report.boards[0].stories[0].of(ScheduleKind::kCut).failed = 0;
  CHECK(to_html(report).find("Bricked: 0 of 4,503,599,627,370,506 schedules") != std::string::npos);
  CHECK(to_html(report).find("except 2 whose flash damage left no whole image") != std::string::npos);
}

TEST_CASE("Report: the timeline has one column for each operation, coloured by outcome") {
  const std::string page = to_html(make_report());
  CHECK(page.find("<title>operations 0 to 0: old firmware") != std::string::npos);
  CHECK(page.find("<title>operations 1 to 1: old or new, depending on how the operation tore") != std::string::npos);
  CHECK(page.find("<title>operations 2 to 2: failed") != std::string::npos);
}

TEST_CASE("Report: neighbouring columns of a long story are merged, and none is left out") {
  CampaignReport report = make_report();
  Tally& story = report.boards[0].stories[0];
  story.operations = 100'000;
  story.points.clear();
  for (std::uint64_t i = 0; i < story.operations; ++i) {
    story.points[i] = {Operation::Kind::kProgram, Actor::kBootloader, 0x400, i < 50'000 ? "oo" : "nn"};
  }
  story.points[70'001].outcomes = "nx";
  const std::string page = to_html(report);
  CHECK(page.find("operations 0 to 49999: old firmware") != std::string::npos);
  CHECK(page.find("to 99999: new firmware") != std::string::npos);
  CHECK(count(page, ": failed</title>") == 1);
  CHECK(page.size() < 40'000);
}

}  // namespace
}  // namespace switchback::rig
