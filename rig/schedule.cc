// Replay lines.
#include "rig/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace switchback::rig {
namespace {

constexpr std::string_view kVersion = "v1:";
constexpr std::array<std::string_view, 3> kPhases = {"before", "inside", "after"};

// What stands before the next `separator`; `rest` then starts behind it.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_cut(std::string_view text, Cut& cut) {
  if (!parse_number(take(text, '.'), cut.operation)) return false;
  const std::string_view phase = take(text, '.');
  for (std::size_t i = 0; i < kPhases.size(); ++i) {
    if (phase == kPhases[i]) {
      cut.phase = static_cast<CutPhase>(i);
      return parse_number(text, cut.pattern);
    }
  }
  return false;
}

bool parse_field(std::string_view name, std::string_view value, Schedule& schedule) {
  if (name == "board") schedule.board = value;
  if (name == "scenario") schedule.scenario = value;
  if (name == "board" || name == "scenario") return !value.empty();
  if (name == "seed") return parse_number(value, schedule.seed);
  return name == "cut" && parse_cut(value, schedule.cuts.emplace_back());
}

}  // namespace

std::string replay_line(const Schedule& schedule) {
  std::string line =
      fmt::format("{}board={},scenario={},seed={}", kVersion, schedule.board, schedule.scenario, schedule.seed);
  for (const Cut& cut : schedule.cuts) {
    line += fmt::format(",cut={}.{}.{}", cut.operation, kPhases[static_cast<std::size_t>(cut.phase)], cut.pattern);
  }
  return line;
}

Result<Schedule> parse_replay_line(std::string_view line) {
  std::string_view rest = line;
  if (rest.substr(0, kVersion.size()) != kVersion) {
    return fail(ErrorCode::kUsage,
                fmt::format("replay line: expected it to start with {}, found \"{}\"", kVersion, line));
  }
  rest.remove_prefix(kVersion.size());
  Schedule schedule;
  while (!rest.empty()) {
    const std::string_view field = take(rest, ',');
    std::string_view value = field;
    const std::string_view name = take(value, '=');
    if (!parse_field(name, value, schedule)) {
      return fail(
          ErrorCode::kUsage,
          fmt::format("replay line: expected board=, scenario=, seed= or cut=n.before|inside|after.n, found \"{}\"",
                      field));
    }
  }
  return schedule;
}

}  // namespace switchback::rig
