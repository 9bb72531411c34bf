#include "rig/campaign_report/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

constexpr std::uint64_t kMaxColumns = 1200;
constexpr int kOutcomeHeight = 20;  // lanes "new" and "old", in pixels; as in the page's style
constexpr int kLaneHeight = 14;
constexpr int kGap = 6;  // between groups of lanes

// Outcomes of the cuts within one column, as bits.
enum Ends : unsigned { kOld = 1, kNew = 2, kFailed = 4 };

struct Column {
  unsigned ends = 0;
  bool application = false;
  bool bootloader = false;
  std::vector<bool> programs{};  // by region
  std::vector<bool> erases{};
};

std::optional<std::size_t> region_of(const BoardReport& board, std::uint32_t address) {
  for (std::size_t i = 0; i < board.regions.size(); ++i) {
    const bootloader::Area& area = board.regions[i].area;
    if (address >= area.address && address - area.address < area.size_bytes) return i;
  }
  return std::nullopt;
}

std::uint64_t column_count(const Tally& story) { return std::clamp<std::uint64_t>(story.operations, 1, kMaxColumns); }

std::vector<Column> columns_of(const BoardReport& board, const Tally& story) {
  const std::vector<bool> none(board.regions.size());
  std::vector<Column> columns(column_count(story), Column{.programs = none, .erases = none});
  for (const auto& [number, point] : story.points) {
    Column& column = columns[number * columns.size() / story.operations];
    for (const char outcome : point.outcomes) column.ends |= outcome == 'o' ? kOld : outcome == 'n' ? kNew : kFailed;
    (point.actor == Actor::kApplication ? column.application : column.bootloader) = true;
    const auto region = region_of(board, point.address);
    if (!region) continue;
    (point.operation == Operation::Kind::kErase ? column.erases : column.programs)[*region] = true;
  }
  return columns;
}

// Calls `found` for each longest run [first, last) of columns with the same `value` other than 0.
void for_runs(const std::vector<Column>& columns, const std::function<unsigned(const Column&)>& value,
              const std::function<void(std::size_t first, std::size_t last, unsigned value)>& found) {
  for (std::size_t first = 0; first < columns.size();) {
    const unsigned here = value(columns[first]);
    std::size_t last = first + 1;
    while (last < columns.size() && value(columns[last]) == here) ++last;
    if (here != 0) found(first, last, here);
    first = last;
  }
}

std::string lane(const std::vector<Column>& columns, int top, const char* style,
                 const std::function<bool(const Column&)>& is_on) {
  std::string path;
  for_runs(
      columns, [&](const Column& column) { return is_on(column) ? 1u : 0u; },
      [&](std::size_t first, std::size_t last, unsigned) {
        path += fmt::format("M{} {}h{}v{}h-{}z", first, top + 1, last - first, kLaneHeight - 2, last - first);
      });
  return path.empty() ? "" : fmt::format("<path class=\"{}\" d=\"{}\"/>", style, path);
}

// Old below, new above, both over the full height, so that shape and colour say the same. Every
// failure is wide enough to be seen.
std::string outcome_run(std::size_t first, std::size_t last, unsigned ends, double wider,
                        const std::string& operations) {
  const bool is_failed = (ends & kFailed) != 0;
  const bool is_mixed = ends == (kOld | kNew);
  const char* style = is_failed ? "x" : is_mixed ? "m" : ends == kOld ? "o" : "n";
  const char* words = is_failed      ? "failed"
                      : is_mixed     ? "old or new, depending on how the operation tore"
                      : ends == kOld ? "old firmware"
                                     : "new firmware";
  const int top = ends == kOld ? kOutcomeHeight : 0;
  const int height = is_failed || is_mixed ? 2 * kOutcomeHeight : kOutcomeHeight;
  return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}: {}</title></rect>",
                     style, static_cast<double>(first) - wider, top, static_cast<double>(last - first) + 2 * wider,
                     height, operations, words);
}

std::string outcomes(const std::vector<Column>& columns, const Tally& story) {
  const double thin = static_cast<double>(columns.size()) / 800;  // the smallest visible width
  std::string good;
  std::string bad;
  for_runs(
      columns, [](const Column& column) { return (column.ends & kFailed) != 0 ? unsigned{kFailed} : column.ends; },
      [&](std::size_t first, std::size_t last, unsigned ends) {
        const auto operation_at = [&](std::size_t column) {  // the first of the column
          return (column * story.operations + columns.size() - 1) / columns.size();
        };
        const std::string operations = fmt::format("operations {} to {}", operation_at(first), operation_at(last) - 1);
        (ends == kFailed ? bad : good) += outcome_run(first, last, ends, ends == kFailed ? thin : 0.0, operations);
      });
  return good + bad;
}

std::string label(std::string_view text, const char* style) {
  return fmt::format("<span class=\"{}\">{}</span>", style, escape_markup(text));
}

// The bars of one region; `most` is the highest of all.
std::string bars(const BoardReport& board, const Tally& story, const bootloader::Area& area, std::uint32_t most) {
  constexpr int kHeight = 24;
  std::string body;
  std::size_t sectors = 0;
  for (const bootloader::SectorRun& run : board.sectors) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      const std::uint32_t address = run.address + i * run.sector_bytes;
      if (address < area.address || address - area.address >= area.size_bytes) continue;
      const auto found = story.erases.find(address);
      const std::uint32_t count = found == story.erases.end() ? 0 : found->second;
      const double height = most == 0 ? 0.0 : static_cast<double>(count) * kHeight / most;
      if (count != 0) {
        body += fmt::format(
            "<rect class=\"bar\" x=\"{}\" y=\"{:.1f}\" width=\"0.8\" height=\"{:.1f}\"><title>sector {:#x}: {} erases"
            "</title></rect>",
            sectors, kHeight - height, height, address, count);
      }
      ++sectors;
    }
  }
  return fmt::format(
      "<svg class=\"bars\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" style=\"width:{}px\">{}</svg>",
      std::max<std::size_t>(sectors, 1), kHeight, std::clamp<std::size_t>(sectors * 8, 24, 240), body);
}

std::uint32_t most_in(const Tally& story, const bootloader::Area& area) {
  std::uint32_t most = 0;
  for (const auto& [address, count] : story.erases) {
    if (address >= area.address && address - area.address < area.size_bytes) most = std::max(most, count);
  }
  return most;
}

}  // namespace

std::string timeline(const BoardReport& board, const Tally& story) {
  const std::vector<Column> columns = columns_of(board, story);
  std::string labels = label("ends new", "tall") + label("ends old", "tall");
  std::string body = outcomes(columns, story);
  int top = 2 * kOutcomeHeight + kGap;
  const auto add = [&](std::string_view name, const char* style, const std::function<bool(const Column&)>& is_on) {
    labels += label(name, "lane");
    body += lane(columns, top, style, is_on);
  };
  labels += label("", "gap");
  add("application", "who", [](const Column& column) { return column.application; });
  top += kLaneHeight;
  add("bootloader", "who", [](const Column& column) { return column.bootloader; });
  top += kLaneHeight + kGap;
  labels += label("", "gap");
  for (std::size_t i = 0; i < board.regions.size(); ++i, top += kLaneHeight) {
    add(board.regions[i].name, "p", [i](const Column& column) { return column.programs[i] && !column.erases[i]; });
    body += lane(columns, top, "e", [i](const Column& column) { return column.erases[i]; });
  }
  return fmt::format(
      "<div class=\"time\"><div class=\"labels\">{}</div><div><svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" "
      "style=\"height:{}px\" role=\"img\" aria-label=\"outcome of a cut at each operation\">{}</svg>"
      "<div class=\"axis\"><span>operation 0</span><span>{}</span><span>{} operations</span></div></div></div>\n",
      labels, columns.size(), top, top, body, grouped(story.operations / 2), grouped(story.operations));
}

std::string erase_bars(const BoardReport& board, const Tally& story) {
  std::uint32_t most = 0;
  for (const Region& region : board.regions) most = std::max(most, most_in(story, region.area));
  std::string text = "<div class=\"erases\"><span class=\"what\">erases per sector</span>";
  for (const Region& region : board.regions) {
    text += fmt::format("<span class=\"region\">{}{} <b>at most {}</b></span>", bars(board, story, region.area, most),
                        escape_markup(region.name), most_in(story, region.area));
  }
  return text + "</div>\n";
}

}  // namespace switchback::rig
