#include "rig/report_parts/json_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace switchback::rig {
namespace {

using host::ObjectReader;

constexpr host::Range kShards = {1, 1u << 16};

// Adds a problem for the field, which may be missing.
void refuse(ObjectReader& reader, std::string_view name, std::string_view expected, const nlohmann::json* found) {
  reader.problems().add(reader.path_of(name), expected, found == nullptr ? "nothing" : host::describe(*found));
}

}  // namespace

const char* strategy_name(bootloader::Strategy strategy) {
  return strategy == bootloader::Strategy::kSwap ? "swap" : "ab";
}

bool is_number(const nlohmann::json& value, std::uint64_t max) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() <= max;
}

Json shards_json(const Shards& shards) {
  Json json = {{"of", shards.of}, {"done", Json::array()}};
  for (const std::uint32_t shard : shards.done) json["done"].push_back(shard + 1);
  return json;
}

Shards read_shards(ObjectReader reader) {
  Shards shards{static_cast<std::uint32_t>(reader.number("of", kShards)), {}};
  const nlohmann::json* done = reader.find("done");
  bool is_good = done != nullptr && done->is_array() && !done->empty();
  for (std::size_t i = 0; is_good && i < done->size(); ++i) {
    const nlohmann::json& shard = (*done)[i];
    is_good = is_number(shard, shards.of) && shard > (shards.done.empty() ? 0 : shards.done.back() + 1);
    if (is_good) shards.done.push_back(shard.get<std::uint32_t>() - 1);
  }
  if (!is_good) refuse(reader, "done", fmt::format("ascending numbers from 1 to {}", shards.of), done);
  reader.refuse_unknown();
  return shards;
}

Json rows_json(const RowHits& hits) {
  Json json = Json::object();
  for (std::size_t i = 0; i < kRowCount; ++i) {
    if (hits[i] != 0) json[row_id(i)] = hits[i];
  }
  return json;
}

RowHits read_rows_hit(ObjectReader& reader, std::string_view name) {
  RowHits hits{};
  const nlohmann::json* rows = reader.find(name);
  if (rows == nullptr) return hits;
  if (!rows->is_object()) {
    refuse(reader, name, "an object", rows);
    return hits;
  }
  for (const auto& [id, count] : rows->items()) {
    const std::optional<std::size_t> index = find_row(id);
    if (index && is_number(count, kCount.max)) {
      hits[*index] = count.get<std::uint64_t>();
    } else {
      reader.problems().add(reader.path_of(name), "ids of the state tables' rows, each with a count", id);
    }
  }
  return hits;
}

std::vector<std::string> read_lines(ObjectReader& reader, std::string_view name, std::size_t most) {
  const nlohmann::json* lines = reader.find(name);
  if (lines == nullptr) return {};
  const auto is_text = [](const nlohmann::json& line) { return line.is_string(); };
  if (lines->is_array() && lines->size() <= most && std::ranges::all_of(*lines, is_text)) {
    return lines->get<std::vector<std::string>>();
  }
  refuse(reader, name, fmt::format("an array of at most {} lines", most), lines);
  return {};
}

}  // namespace switchback::rig
