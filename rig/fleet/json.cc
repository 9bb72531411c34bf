// to_json() and its reader for fleets.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/json_parse.h"
#include "rig/fleet/report.h"
#include "rig/report_parts/bound.h"
#include "rig/report_parts/json_parts.h"

namespace switchback::rig {
namespace {

using host::ObjectReader;

constexpr host::Range kDevices = {1, 0xffffffff};

const host::Words<End> kFailureEnds = {{"failed", End::kFailed}, {"bricked", End::kBricked}};

struct FaultField {
  const char* name;
  std::uint64_t FaultCounts::*count;
};
constexpr std::array kFaultFields = {FaultField{"devices", &FaultCounts::devices},
                                     FaultField{"power_losses", &FaultCounts::power_losses},
                                     FaultField{"bit_flips", &FaultCounts::bit_flips},
                                     FaultField{"read_errors", &FaultCounts::read_errors},
                                     FaultField{"bad_sectors", &FaultCounts::bad_sectors},
                                     FaultField{"worn_sectors", &FaultCounts::worn_sectors},
                                     FaultField{"drops", &FaultCounts::drops}};

void add_tally(Json& json, const FleetTally& tally) {
  json["devices"] = tally.devices();
  for (std::size_t i = 0; i < kEnds; ++i) json[end_name(static_cast<End>(i))] = tally.ends[i];
  for (const auto& field : kFaultFields) json["faults"][field.name] = tally.faults.*field.count;
  json["rows"] = rows_json(tally.rows);
}

Json board_json(const FleetBoard& board) {
  Json json = {{"name", board.name},
               {"strategy", strategy_name(board.strategy)},
               {"checksum", board.checksum},
               {"stories", Json::array()}};
  for (const FleetStory& story : board.stories) {
    Json one = {{"name", story.name}};
    add_tally(one, story.tally);
    json["stories"].push_back(std::move(one));
  }
  return json;
}

Json failure_json(const DeviceFailure& failure) {
  return {{"device", failure.device},
          {"end", end_name(failure.end)},
          {"replay", failure.replay},
          {"problems", failure.problems}};
}

FleetTally read_tally(ObjectReader& reader) {
  FleetTally tally;
  const std::uint64_t devices = reader.number("devices", kCount);
  for (std::size_t i = 0; i < kEnds; ++i) tally.ends[i] = reader.number(end_name(static_cast<End>(i)), kCount);
  ObjectReader faults = reader.object("faults");
  for (const auto& field : kFaultFields) tally.faults.*field.count = faults.number(field.name, kCount);
  faults.refuse_unknown();
  tally.rows = read_rows_hit(reader, "rows");
  if (devices != tally.devices()) {
    reader.problems().add(reader.path_of("devices"), fmt::format("{}, the sum of all ends", tally.devices()),
                          fmt::to_string(devices));
  }
  return tally;
}

double read_share_of_one(ObjectReader& reader, const char* name) {
  const nlohmann::json* value = reader.find(name);
  if (value == nullptr) return 0;
  const double rate = value->is_number() ? value->get<double>() : -1;
  if (rate >= 0 && rate <= 1) return rate;
  reader.problems().add(reader.path_of(name), "a number from 0 to 1", host::describe(*value));
  return 0;
}

Rates read_rates(ObjectReader reader) {
  Rates rates;
  for (const RateKind& kind : kRateKinds) rates.*kind.rate = read_share_of_one(reader, kind.name);
  reader.refuse_unknown();
  return rates;
}

DeviceFailure read_failure(ObjectReader& reader) {
  DeviceFailure failure;
  failure.device = static_cast<std::uint32_t>(reader.number("device", host::kU32));
  failure.end = reader.choice("end", kFailureEnds);
  failure.replay = reader.text("replay");
  failure.problems = read_lines(reader, "problems", kMaxProblems);
  reader.refuse_unknown();
  return failure;
}

FleetBoard read_board(ObjectReader reader) {
  FleetBoard board;
  board.name = reader.plain_name("name");
  board.strategy = reader.choice("strategy", kStrategies);
  board.checksum = static_cast<std::uint32_t>(reader.number("checksum", host::kU32));
  for (ObjectReader& story : reader.objects("stories", {1, kMaxStories})) {
    board.stories.push_back({story.text("name"), read_tally(story)});
    story.refuse_unknown();
  }
  reader.refuse_unknown();
  return board;
}

// Of the shards of the report.
std::uint64_t devices_wanted(const FleetReport& report) {
  const std::uint64_t all = report.options.devices;
  std::uint64_t sum = 0;
  for (const std::uint64_t shard : report.shards.done) {
    if (shard < all) sum += (all - shard + report.shards.of - 1) / report.shards.of;
  }
  return sum;
}

void expect_number(ObjectReader& reader, const char* name, std::uint64_t expected, std::uint64_t found) {
  if (expected != found) reader.problems().add(name, fmt::to_string(expected), fmt::to_string(found));
}

// Sums of other figures, which the file holds for its readers.
void check_sums(ObjectReader& reader, const FleetReport& report) {
  const bool was_good = !reader.problems().any();
  ObjectReader total = reader.object("total");
  const FleetTally found = read_tally(total);
  total.refuse_unknown();
  (void)read_share_of_one(reader, "bricked_upper_bound_95");
  if (!was_good) return;  // sums of wrong figures mean nothing
  const FleetTally sum = report.total();
  if (found.ends != sum.ends || found.faults != sum.faults || found.rows != sum.rows) {
    reader.problems().add("total", "expected the sum of all stories, found other figures");
  }
  expect_number(reader, "total.devices", devices_wanted(report), sum.devices());
  expect_number(reader, "failures", std::min<std::uint64_t>(sum.bad(), kMaxDeviceFailures), report.failures.size());
}

void read(ObjectReader& reader, FleetReport& report) {
  (void)reader.choice("report", host::Words<bool>{{"fleet", true}});
  report.arguments = read_lines(reader, "arguments", kMaxArguments);
  report.options.seed = reader.number("seed", kAny64);
  report.options.devices = static_cast<std::uint32_t>(reader.number("devices", kDevices));
  report.options.rates = read_rates(reader.object("rates"));
  report.shards = read_shards(reader.object("shards"));
  report.elapsed_ms = reader.number("elapsed_ms", kCount);
  for (const ObjectReader& board : reader.objects("boards", {1, kMaxBoards}))
    report.boards.push_back(read_board(board));
  for (ObjectReader& failure : reader.objects("failures", {0, kMaxDeviceFailures})) {
    report.failures.push_back(read_failure(failure));
  }
  check_sums(reader, report);
}

}  // namespace

std::string to_json(const FleetReport& report) {
  const FleetOptions& options = report.options;
  const FleetTally total = report.total();
  Json json = {{"format_version", 1},
               {"report", "fleet"},
               {"arguments", report.arguments},
               {"seed", options.seed},
               {"devices", options.devices}};
  for (const RateKind& kind : kRateKinds) json["rates"][kind.name] = options.rates.*kind.rate;
  json["shards"] = shards_json(report.shards);
  json["elapsed_ms"] = report.elapsed_ms;
  json["total"] = Json::object();
  add_tally(json["total"], total);
  json["bricked_upper_bound_95"] = upper_bound_95(total.of(End::kBricked), total.devices());
  json["boards"] = Json::array();
  for (const FleetBoard& board : report.boards) json["boards"].push_back(board_json(board));
  json["failures"] = Json::array();
  for (const DeviceFailure& failure : report.failures) json["failures"].push_back(failure_json(failure));
  return json.dump(1, ' ', true, Json::error_handler_t::replace) + "\n";
}

bool is_fleet_report(std::string_view text) {
  const auto json = host::parse_json(text, kMaxReportBytes);
  return json && json->is_object() && json->contains("report") && (*json)["report"] == "fleet";
}

Result<FleetReport> fleet_report_from_json(std::string_view text) { return read_report<FleetReport>(text, read); }

}  // namespace switchback::rig
