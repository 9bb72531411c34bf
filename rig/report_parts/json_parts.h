// JSON parts that the reports of campaigns and fleets share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bootloader/board/layout.h"
#include "host/json_parse.h"
#include "host/json_reader.h"
#include "rig/report_parts/merging.h"
#include "rig/spec/table_rows.h"

namespace switchback::rig {

using Json = nlohmann::ordered_json;

constexpr host::Range kCount = {0, std::uint64_t{1} << 53};  // exact in every JSON library
constexpr host::Range kAny64 = {0, ~std::uint64_t{0}};
constexpr std::size_t kMaxReportBytes = std::size_t{256} << 20;
constexpr std::size_t kMaxBoards = 1000;
constexpr std::size_t kMaxStories = 1000;
constexpr std::size_t kMaxProblems = 1000;
constexpr std::size_t kMaxArguments = 10'000;

inline const host::Words<bootloader::Strategy> kStrategies = {{"swap", bootloader::Strategy::kSwap},
                                                              {"ab", bootloader::Strategy::kAb}};
const char* strategy_name(bootloader::Strategy strategy);  // as in kStrategies

bool is_number(const nlohmann::json& value, std::uint64_t max);

// Each reader adds a problem for a wrong field, and returns the valid part of the field.
Json shards_json(const Shards& shards);
Shards read_shards(host::ObjectReader reader);

Json rows_json(const RowHits& hits);  // only rows that were hit
RowHits read_rows_hit(host::ObjectReader& reader, std::string_view name);

std::vector<std::string> read_lines(host::ObjectReader& reader, std::string_view name, std::size_t most);

// Reads a whole file. Calls `read` for the fields after the preamble.
//   kFormat: not JSON, or a field is wrong; the message names each wrong field
template <class Report>
Result<Report> read_report(std::string_view text, void (*read)(host::ObjectReader& reader, Report& report)) {
  const auto json = host::parse_json(text, kMaxReportBytes);
  if (!json) return fail(ErrorCode::kFormat, json.error().message);
  host::Problems problems;
  host::ObjectReader reader(*json, "", problems);
  reader.read_preamble();
  Report report;
  read(reader, report);
  reader.refuse_unknown();
  if (problems.any()) return fail(ErrorCode::kFormat, problems.error().message);
  return report;
}

}  // namespace switchback::rig
