// Reports of fleets: they read back exactly, add up, and are refused where they cannot.
#include "rig/fleet_report.h"

#include <doctest/doctest.h>

#include <functional>

#include "tests/support/bench_device.h"

namespace switchback::rig {
namespace {

FleetTally make_tally(std::uint64_t installed, std::uint64_t bricked) {
  FleetTally tally;
  tally.ends[static_cast<std::size_t>(End::kInstalled)] = installed;
  tally.ends[static_cast<std::size_t>(End::kBricked)] = bricked;
  tally.faults = {.devices = 1, .power_losses = 2, .bit_flips = 3, .read_errors = 4};
  tally.faults.bad_sectors = 5;
  tally.faults.worn_sectors = 6;
  tally.faults.drops = 7;
  return tally;
}

DeviceFailure make_failure(std::uint32_t device) {
  return {device, End::kBricked, "v1:board=b,scenario=s,seed=1", {"nothing boots: \"kFlashRead\""}};
}

// Share `share` of two, of a fleet of seven.
FleetReport half(std::uint32_t share) {
  FleetReport report;
  report.options = {.seed = ~std::uint64_t{0}, .devices = 7, .share = share, .shares = 2};
  report.options.rates = {.power_loss = 0.1, .bit_rot = 1e-7, .drop = 1};
  report.shares = {share};
  report.elapsed_ms = 100;
  report.boards = {
      {"board-1", 0xdeadbeef, {{"first", make_tally(2, 0)}, {"second", make_tally(share == 0 ? 1 : 0, 1)}}}};
  report.failures = {make_failure(share == 0 ? 6 : 1)};
  return report;
}

std::string replaced(std::string text, std::string_view old, std::string_view now) {
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), now);
}

TEST_CASE("FleetReport: JSON reads back exactly, rates and 64 bit numbers included") {
  const std::string text = to_json(half(0));
  const auto again = fleet_report_from_json(text);
  REQUIRE_MESSAGE(again.has_value(), again.error().message);
  CHECK(to_json(*again) == text);
  CHECK(again->options.seed == ~std::uint64_t{0});
  CHECK(again->options.rates == half(0).options.rates);
  CHECK(again->total().faults == half(0).total().faults);
  CHECK(again->failures[0].problems == half(0).failures[0].problems);
}

TEST_CASE("FleetReport: what is no report, or does not add up, is refused with field, expected and found") {
  const std::string text = to_json(half(0));
  const auto message = [&](std::string_view old, std::string_view now) {
    const auto read = fleet_report_from_json(replaced(text, old, now));
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::kFormat);
    return read.error().message;
  };
  CHECK(message("\"fleet\"", "\"campaign\"").find("report: expected") == 0);
  CHECK(message("\"seed\"", "\"seeds\"").find("seed: expected a value, found no such field") == 0);
  CHECK(message("\"drop\": 1.0", "\"drop\": 1.5").find("rates.drop: expected a number from 0 to 1") == 0);
  CHECK(message("\"done\": [\n   1", "\"done\": [\n   3").find("shards.done: ") == 0);
  CHECK(message("\"devices\": 7", "\"devices\": 9").find("total.devices: expected 5, found 4") == 0);
  CHECK(message("\"installed\": 3", "\"installed\": 4").find("total.devices: expected 5, the sum of all ends") == 0);
  CHECK(message("\"bit_flips\": 6", "\"bit_flips\": 7").find("total: expected the sum of all stories") == 0);
  CHECK(message("\"end\": \"bricked\"", "\"end\": \"lost\"").find("failures[0].end: ") == 0);
  CHECK(message("\"name\": \"board-1\"", "\"name\": \"../x\"").find("boards[0].name: ") == 0);
}

TEST_CASE("FleetReport: a report that is cut off is refused") {
  const std::string text = to_json(half(0));
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    CHECK_FALSE(fleet_report_from_json(std::string_view(text).substr(0, size)).has_value());
  }
}

TEST_CASE("FleetReport: only the report of a fleet is one") {
  CHECK(is_fleet_report(to_json(half(0))));
  for (const char* text : {"", "{", "[]", "{}", "{\"report\":1}", "{\"report\":\"campaign\"}"}) {
    CHECK_FALSE(is_fleet_report(text));
  }
}

TEST_CASE("FleetReport: all shards together are the whole, with failures in the order of their numbers") {
  FleetReport sum = half(0);
  CHECK_FALSE(sum.is_whole());
  REQUIRE(merge(sum, half(1)).has_value());
  CHECK(sum.is_whole());
  CHECK(sum.options.shares == 1);
  CHECK(sum.total().devices() == 7);
  CHECK(sum.total().faults.drops == 28);
  CHECK(sum.elapsed_ms == 200);
  REQUIRE(sum.failures.size() == 2);
  CHECK(sum.failures[0].device == 1);
  CHECK(fleet_report_from_json(to_json(sum)).has_value());
}

TEST_CASE("FleetReport: merging refuses shards of another fleet by name") {
  const auto message = [](const std::function<void(FleetReport&)>& change) {
    FleetReport other = half(1);
    change(other);
    FleetReport sum = half(0);
    const std::string before = to_json(sum);
    const auto merged = merge(sum, other);
    REQUIRE_FALSE(merged.has_value());
    CHECK(merged.error().code == ErrorCode::kIncompatible);
    CHECK(to_json(sum) == before);
    return merged.error().message;
  };
  CHECK(message([](FleetReport& other) { other.options.seed = 5; }).find("seed: expected 18446744073709551615") == 0);
  CHECK(message([](FleetReport& other) { other.options.devices = 8; }) == "devices: expected 7, found 8");
  CHECK(message([](FleetReport& other) { other.options.rates.bit_rot = 2e-7; }).find("rates: expected") == 0);
  CHECK(message([](FleetReport& other) { other.options.shares = 3; }) == "shards.of: expected 2, found 3");
  CHECK(message([](FleetReport& other) { other.boards[0].checksum = 1; }).find("boards: expected board-1") == 0);
  CHECK(message([](FleetReport& other) { other.boards[0].stories[1].name = "third"; }).find("boards: expected") == 0);
  CHECK(message([](FleetReport& other) { other.shares = {0}; }) ==
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
    Scenario story{.name = "one"};
    story.firmware = {{.name = "old", .image = testing::make_image({.major = 1, .payload_bytes = payload_bytes})}};
    const std::vector<Scenario> stories = {story};
    const FleetReport report = make_fleet_report({{&board, stories}}, {.devices = 1}, {FleetTally()});
    return report.boards[0].checksum;
  };
  CHECK(checksum(true, 300) == checksum(true, 300));
  CHECK(checksum(true, 300) != checksum(true, 304));
  CHECK(checksum(true, 300) != checksum(false, 300));
}

}  // namespace
}  // namespace switchback::rig
