// Reports of fleets: they read back exactly, add up, and are refused where they cannot.
#include "rig/fleet/report.h"

#include <doctest/doctest.h>

#include "tests/support/bench_device.h"
#include "tests/unit/rig/fleet/reports.h"
#include "tests/unit/rig/report_parts/report_checks.h"

namespace switchback::rig {
namespace {

using testing::half;
using testing::make_failure;

TEST_CASE("FleetReport: JSON reads back exactly, rates and 64 bit numbers included") {
  const std::string text = to_json(half(0));
  const auto again = fleet_report_from_json(text);
  REQUIRE_MESSAGE(again.has_value(), again.error().message);
  CHECK(to_json(*again) == text);
  CHECK(again->options.seed == ~std::uint64_t{0});
  CHECK(again->options.rates == half(0).options.rates);
  CHECK(again->total().faults == half(0).total().faults);
  CHECK(again->total().rows == half(0).total().rows);
  CHECK(again->total().rows[row_index(TransitionId::kConfirm)] == 10);
  CHECK(again->arguments == half(0).arguments);
  CHECK(again->failures[0].problems == half(0).failures[0].problems);
}

TEST_CASE("FleetReport: what is no report, or does not add up, is refused with field, expected and found") {
  const std::string text = to_json(half(0));
  const auto message = [&](std::string_view old, std::string_view now) {
    return testing::refusal(fleet_report_from_json, text, old, now);
  };
  CHECK(message("\"fleet\"", "\"campaign\"").find("report: expected") == 0);
  CHECK(message("\"seed\"", "\"seeds\"").find("seed: expected a value, found no such field") == 0);
  CHECK(message("\"drop\": 1.0", "\"drop\": 1.5").find("rates.drop: expected a number from 0 to 1") == 0);
  CHECK(message("\"done\": [\n   1", "\"done\": [\n   3").find("shards.done: ") == 0);
  CHECK(message("\"devices\": 7", "\"devices\": 9").find("total.devices: expected 5, found 4") == 0);
  CHECK(message("\"installed\": 3", "\"installed\": 4").find("total.devices: expected 5, the sum of all ends") == 0);
  CHECK(message("\"bit_flips\": 6", "\"bit_flips\": 7").find("total: expected the sum of all stories") == 0);
  CHECK(message("\"confirm\": 10", "\"confirm\": 11").find("total: expected the sum of all stories") == 0);
  CHECK(message("\"confirm\": 5", "\"confirmed\": 5").find("boards[0].stories[0].rows: ") == 0);
  CHECK(message("\"strategy\": \"ab\"", "\"strategy\": \"a\"").find("boards[0].strategy: ") == 0);
  CHECK(message("\"arguments\": [", "\"arguments\": [1,").find("arguments: expected an array of at most") == 0);
  CHECK(message("\"end\": \"bricked\"", "\"end\": \"lost\"").find("failures[0].end: ") == 0);
  CHECK(message("\"name\": \"board-1\"", "\"name\": \"../x\"").find("boards[0].name: ") == 0);
}

TEST_CASE("FleetReport: cut off anywhere it is refused; with any byte changed it is refused, or read and shown") {
  testing::check_broken(fleet_report_from_json, to_json(half(0)));
}

TEST_CASE("FleetReport: only the report of a fleet is one") {
  CHECK(is_fleet_report(to_json(half(0))));
  for (const char* text : {"", "{", "[]", "{}", "{\"report\":1}", "{\"report\":\"campaign\"}"}) {
    CHECK_FALSE(is_fleet_report(text));
  }
}

TEST_CASE("FleetReport: all shards together are the whole, with failures in the order of their numbers") {
  FleetReport sum = half(0);
  CHECK_FALSE(sum.shards.is_whole());
  REQUIRE(merge(sum, half(1)).has_value());
  CHECK(sum.shards.is_whole());
  CHECK(sum.shards.of == 1);
  CHECK(sum.total().devices() == 7);
  CHECK(sum.total().faults.drops == 28);
  CHECK(sum.total().rows[row_index(TransitionId::kConfirm)] == 20);
  CHECK(sum.elapsed_ms == 200);
  REQUIRE(sum.failures.size() == 2);
  CHECK(sum.failures[0].device == 1);
  CHECK(fleet_report_from_json(to_json(sum)).has_value());
}

TEST_CASE("FleetReport: merging refuses shards of another fleet by name") {
  const auto message = [](const std::function<void(FleetReport&)>& change) {
    return testing::merge_refusal(half(0), half(1), change);
  };
  CHECK(message([](FleetReport& other) { other.options.seed = 5; }).find("seed: expected 18446744073709551615") == 0);
  CHECK(message([](FleetReport& other) { other.options.devices = 8; }) == "devices: expected 7, found 8");
  CHECK(message([](FleetReport& other) { other.options.rates.bit_rot = 2e-7; }).find("rates: expected") == 0);
  CHECK(message([](FleetReport& other) { other.shards.of = 3; }) == "shards.of: expected 2, found 3");
  CHECK(message([](FleetReport& other) { other.boards[0].checksum = 1; }).find("boards: expected board-1") == 0);
  CHECK(message([](FleetReport& other) { other.boards[0].stories[1].name = "third"; }).find("boards: expected") == 0);
  CHECK(message([](FleetReport& other) { other.shards.done = {0}; }) ==
        "shards.done: expected every shard once, found 1 of 2 again");
}

TEST_CASE("FleetReport: failures beyond the first are counted, not kept") {
  std::vector<DeviceFailure> failures;
  std::vector<DeviceFailure> more;
  for (std::uint32_t i = 0; i < kMaxDeviceFailures; ++i) more.push_back(make_failure(i * 2 + 1));
  add_failures(failures, more);
  add_failures(failures, {make_failure(0)});
  CHECK(failures.size() == kMaxDeviceFailures);
  CHECK(failures[0].device == 0);
}

TEST_CASE("FleetReport: the checksum of a board follows its flash and its firmware") {
  const auto checksum = [](bool is_swap, std::uint32_t payload_bytes) {
    const Board board(is_swap ? testing::small_swap_profile() : testing::small_ab_profile(), testing::trusted_keys());
    Story story{.name = "one"};
    story.firmware = {{.name = "old", .image = testing::make_image({.major = 1, .payload_bytes = payload_bytes})}};
    const std::vector<Story> stories = {story};
    const FleetReport report = make_fleet_report({{&board, stories}}, {.devices = 1}, {FleetTally()});
    return report.boards[0].checksum;
  };
  CHECK(checksum(true, 300) == checksum(true, 300));
  CHECK(checksum(true, 300) != checksum(true, 304));
  CHECK(checksum(true, 300) != checksum(false, 300));
}

}  // namespace
}  // namespace switchback::rig
