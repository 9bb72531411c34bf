// to_json() and its reader for campaigns. An operation is a row of four: its number, its address,
// two letters (actor and kind), and the outcomes of the cuts there. This keeps the report of a
// million operations small enough to send.
#include <fmt/format.h>

#include "rig/campaign_report/report.h"
#include "rig/report_parts/json_parts.h"

namespace switchback::rig {
namespace {

using host::ObjectReader;

constexpr std::size_t kMaxRegions = 16;
constexpr std::size_t kMaxRuns = 1000;

Json counts_json(const Counts& counts) {
  return {{"schedules", counts.schedules}, {"ended_old", counts.ended_old}, {"ended_new", counts.ended_new},
          {"lost", counts.lost},           {"bricked", counts.bricked},     {"wrong", counts.wrong},
          {"failed", counts.failed}};
}

Json forged_json(const ForgedCounts& counts) {
  Json json;
  for (const ForgedFigure& figure : kForgedFigures) json[figure.name] = counts.*figure.count;
  return json;
}

std::string letters(const Point& point) {
  return {point.actor == Actor::kBootloader ? 'b' : 'a', point.operation == Operation::Kind::kErase ? 'e' : 'p'};
}

Json story_json(const Tally& tally) {
  Json story = {{"name", tally.name},
                {"operations", tally.operations},
                {"least_operations", tally.least_operations},
                {"faults", Json::object()},
                {"rows", rows_json(tally.rows)},
                {"erases", Json::array()},
                {"least_erases", Json::array()},
                {"points", Json::array()},
                {"failures", Json::array()}};
  for (std::size_t i = 0; i < kScheduleKinds; ++i) {
    story["faults"][kind_name(static_cast<ScheduleKind>(i))] = counts_json(tally.counts[i]);
  }
  story["forged"] = forged_json(tally.forged);
  for (const auto& [address, count] : tally.erases) story["erases"].push_back({address, count});
  for (const auto& [address, count] : tally.least_erases) story["least_erases"].push_back({address, count});
  for (const auto& [k, starts] : tally.waits) story["waits"].push_back({k, starts});
  for (const auto& [number, point] : tally.points) {
    story["points"].push_back({number, point.address, letters(point), point.outcomes});
  }
  for (const Failure& failure : tally.failures) {
    story["failures"].push_back(
        {{"kind", kind_name(failure.kind)}, {"replay", failure.replay}, {"problems", failure.problems}});
  }
  return story;
}

Json board_json(const BoardReport& board) {
  Json json = {{"name", board.name},
               {"strategy", strategy_name(board.strategy)},
               {"write_unit_bytes", board.write_unit_bytes},
               {"sectors", Json::array()},
               {"regions", Json::array()},
               {"stories", Json::array()}};
  for (const bootloader::SectorRun& run : board.sectors) {
    json["sectors"].push_back({{"address", run.address}, {"size", run.sector_bytes}, {"count", run.count}});
  }
  for (const Region& region : board.regions) {
    json["regions"].push_back(
        {{"name", region.name}, {"address", region.area.address}, {"size", region.area.size_bytes}});
  }
  for (const Tally& story : board.stories) json["stories"].push_back(story_json(story));
  return json;
}

ForgedCounts read_forged(ObjectReader reader) {
  ForgedCounts counts;
  for (const ForgedFigure& figure : kForgedFigures) counts.*figure.count = reader.number(figure.name, kCount);
  reader.refuse_unknown();
  return counts;
}

Counts read_counts(ObjectReader reader) {
  Counts counts;
  counts.schedules = reader.number("schedules", kCount);
  counts.ended_old = reader.number("ended_old", kCount);
  counts.ended_new = reader.number("ended_new", kCount);
  counts.lost = reader.number("lost", kCount);
  counts.bricked = reader.number("bricked", kCount);
  counts.wrong = reader.number("wrong", kCount);
  counts.failed = reader.number("failed", kCount);
  reader.refuse_unknown();
  return counts;
}

// The rows of an array of arrays: `check` validates a row, `take` takes it. Only the first wrong
// row is reported, because thousands are usually wrong together.
template <class Take>
void read_rows(ObjectReader& reader, std::string_view name, const char* expected, Take take) {
  const nlohmann::json* rows = reader.find(name);
  if (rows == nullptr) return;
  if (!rows->is_array()) {
    reader.problems().add(reader.path_of(name), "an array", host::describe(*rows));
    return;
  }
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const nlohmann::json& row = (*rows)[i];
    if (row.is_array() && take(row)) continue;
    reader.problems().add(fmt::format("{}[{}]", reader.path_of(name), i), expected, row.dump().substr(0, 60));
    return;
  }
}

bool is_text_of(const nlohmann::json& value, std::string_view letters, std::size_t least, std::size_t most) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text.size() >= least && text.size() <= most && text.find_first_not_of(letters) == std::string::npos;
}

bool take_erases(const nlohmann::json& row, std::map<std::uint32_t, std::uint32_t>& erases) {
  if (row.size() != 2 || !is_number(row[0], 0xffffffff) || !is_number(row[1], 0xffffffff)) return false;
  return erases.emplace(row[0].get<std::uint32_t>(), row[1].get<std::uint32_t>()).second;
}

bool take_wait(const nlohmann::json& row, Tally& tally) {
  if (row.size() != 2 || !is_number(row[0], kCount.max) || !is_number(row[1], 0xffffffff)) return false;
  return tally.waits.emplace(row[0].get<std::uint64_t>(), row[1].get<std::uint32_t>()).second;
}

bool take_point(const nlohmann::json& row, Tally& tally) {
  if (row.size() != 4 || !is_number(row[0], kCount.max) || !is_number(row[1], 0xffffffff)) return false;
  if (!is_text_of(row[2], "abpe", 2, 2) || !is_text_of(row[3], "onx", 0, 1 + kTearStyles)) return false;
  const auto& who = row[2].get_ref<const std::string&>();
  if ((who[0] != 'a' && who[0] != 'b') || (who[1] != 'p' && who[1] != 'e')) return false;
  const Point point{who[1] == 'e' ? Operation::Kind::kErase : Operation::Kind::kProgram,
                    who[0] == 'b' ? Actor::kBootloader : Actor::kApplication, row[1].get<std::uint32_t>(),
                    row[3].get<std::string>()};
  return row[0] < tally.operations && tally.points.emplace(row[0].get<std::uint64_t>(), point).second;
}

host::Words<ScheduleKind> kinds() {
  host::Words<ScheduleKind> words;
  for (std::size_t i = 0; i < kScheduleKinds; ++i)
    words.emplace_back(kind_name(static_cast<ScheduleKind>(i)), static_cast<ScheduleKind>(i));
  return words;
}

Failure read_failure(ObjectReader reader) {
  Failure failure;
  failure.kind = reader.choice("kind", kinds());
  failure.replay = reader.text("replay");
  failure.problems = read_lines(reader, "problems", kMaxProblems);
  reader.refuse_unknown();
  return failure;
}

Tally read_story(ObjectReader reader, const std::string& board) {
  Tally tally;
  tally.board = board;
  tally.name = reader.text("name");
  tally.operations = reader.number("operations", kCount);
  tally.least_operations = reader.number("least_operations", kCount);
  ObjectReader faults = reader.object("faults");
  for (std::size_t i = 0; i < kScheduleKinds; ++i) {
    tally.counts[i] = read_counts(faults.object(kind_name(static_cast<ScheduleKind>(i))));
  }
  faults.refuse_unknown();
  tally.forged = read_forged(reader.object("forged"));
  tally.rows = read_rows_hit(reader, "rows");
  const auto read_erases = [&](const char* name, std::map<std::uint32_t, std::uint32_t>& erases) {
    read_rows(reader, name, "[address, erases], every address once",
              [&](const nlohmann::json& row) { return take_erases(row, erases); });
  };
  read_erases("erases", tally.erases);
  read_erases("least_erases", tally.least_erases);
  if (reader.has("waits")) {
    read_rows(reader, "waits", "[operations, starts], every number of operations once",
              [&](const nlohmann::json& row) { return take_wait(row, tally); });
  }
  read_rows(reader, "points", "[operation, address, \"ap\", \"ae\", \"bp\" or \"be\", outcomes], every operation once",
            [&](const nlohmann::json& row) { return take_point(row, tally); });
  for (ObjectReader& failure : reader.objects("failures", {0, kMaxFailures})) {
    tally.failures.push_back(read_failure(failure));
  }
  reader.refuse_unknown();
  return tally;
}

bootloader::Area read_region(ObjectReader& reader) {
  return {static_cast<std::uint32_t>(reader.number("address", host::kU32)),
          static_cast<std::uint32_t>(reader.number("size", host::kU32))};
}

BoardReport read_board(ObjectReader reader) {
  BoardReport board;
  board.name = reader.plain_name("name");
  board.strategy = reader.choice("strategy", kStrategies);
  board.write_unit_bytes = static_cast<std::uint32_t>(reader.number("write_unit_bytes", {1, 1u << 20}));
  for (ObjectReader& run : reader.objects("sectors", {1, kMaxRuns})) {
    const bootloader::Area area = read_region(run);
    board.sectors.push_back(
        {area.address, area.size_bytes, static_cast<std::uint32_t>(run.number("count", {1, 1u << 20}))});
    run.refuse_unknown();
  }
  for (ObjectReader& region : reader.objects("regions", {0, kMaxRegions})) {
    board.regions.push_back({region.text("name"), read_region(region)});
    region.refuse_unknown();
  }
  for (const ObjectReader& story : reader.objects("stories", {0, kMaxStories})) {
    board.stories.push_back(read_story(story, board.name));
  }
  reader.refuse_unknown();
  return board;
}

void read_options(ObjectReader reader, CampaignOptions& options) {
  options.patterns = static_cast<std::uint32_t>(reader.number("patterns", {0, kTearStyles}));
  options.pairs_each = static_cast<std::uint32_t>(reader.number("pairs", host::kU32));
  options.all_pairs = reader.optional_flag("all_pairs").value_or(false);
  options.damage_each = static_cast<std::uint32_t>(reader.number("damage", host::kU32));
  options.repeated = reader.optional_flag("repeated").value_or(false);
  options.hostile = reader.optional_flag("hostile").value_or(false);
  options.forged = reader.optional_flag("forged").value_or(false);
  options.contents = reader.number("contents", kCount);
  options.stop_at_failure = reader.optional_flag("stop_at_failure").value_or(false);
  reader.refuse_unknown();
}

void read(ObjectReader& reader, CampaignReport& report) {
  report.arguments = read_lines(reader, "arguments", kMaxArguments);
  report.options.seed = reader.number("seed", kAny64);
  read_options(reader.object("options"), report.options);
  report.shards = read_shards(reader.object("shards"));
  report.elapsed_ms = reader.number("elapsed_ms", kCount);
  for (const ObjectReader& board : reader.objects("boards", {1, kMaxBoards})) {
    report.boards.push_back(read_board(board));
  }
}

}  // namespace

std::string to_json(const CampaignReport& report) {
  const CampaignOptions& options = report.options;
  Json json = {{"format_version", 1},
               {"arguments", report.arguments},
               {"seed", options.seed},
               {"options",
                {{"patterns", options.patterns},
                 {"pairs", options.pairs_each},
                 {"all_pairs", options.all_pairs},
                 {"damage", options.damage_each},
                 {"repeated", options.repeated},
                 {"hostile", options.hostile},
                 {"forged", options.forged},
                 {"contents", options.contents},
                 {"stop_at_failure", options.stop_at_failure}}},
               {"shards", shards_json(report.shards)},
               {"elapsed_ms", report.elapsed_ms},
               {"boards", Json::array()}};
  for (const BoardReport& board : report.boards) json["boards"].push_back(board_json(board));
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

Result<CampaignReport> report_from_json(std::string_view text) { return read_report<CampaignReport>(text, read); }

}  // namespace switchback::rig
