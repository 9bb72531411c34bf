#include "rig/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace switchback::rig {
namespace {

tl::unexpected<Error> differs(std::string_view what, std::string_view expected, std::string_view found) {
  return fail(ErrorCode::kIncompatible, fmt::format("{}: expected {}, found {}", what, expected, found));
}

tl::unexpected<Error> differs(std::string_view what, std::uint64_t expected, std::uint64_t found) {
  return differs(what, fmt::format("{}", expected), fmt::format("{}", found));
}

Result<void> same_options(const Options& a, const Options& b) {
  struct Field {
    const char* name;
    std::uint64_t expected;
    std::uint64_t found;
  };
  const std::array fields = {Field{"seed", a.seed, b.seed},
                             Field{"options.patterns", a.patterns, b.patterns},
                             Field{"options.pairs", a.pairs_each, b.pairs_each},
                             Field{"options.all_pairs", a.all_pairs ? 1u : 0u, b.all_pairs ? 1u : 0u},
                             Field{"options.damage", a.damage_each, b.damage_each},
                             Field{"options.repeated", a.repeated ? 1u : 0u, b.repeated ? 1u : 0u},
                             Field{"shards.of", a.shares, b.shares}};
  for (const Field& field : fields) {
    if (field.expected != field.found) return differs(field.name, field.expected, field.found);
  }
  return {};
}

// Everything that a board's figures depend on, as a string.
std::string geometry(const BoardReport& board) {
  std::string text = fmt::format("{} with write units of {} bytes",
                                 board.strategy == bootloader::Strategy::kSwap ? "swap" : "ab", board.write_unit_bytes);
  for (const bootloader::SectorRun& run : board.sectors) {
    text += fmt::format(", {}x{} at {:#x}", run.count, run.sector_bytes, run.address);
  }
  for (const Region& region : board.regions) {
    text += fmt::format(", {} {:#x}+{}", region.name, region.area.address, region.area.size_bytes);
  }
  return text;
}

template <class T, class Name>
std::string names(const std::vector<T>& all, Name name) {
  std::string text;
  for (const T& one : all) text += (text.empty() ? "" : ", ") + name(one);
  return text;
}

Result<void> same_board(const BoardReport& a, const BoardReport& b) {
  if (geometry(a) != geometry(b)) return differs("board " + a.name, geometry(a), geometry(b));
  const auto name = [](const Tally& story) { return story.scenario; };
  if (names(a.stories, name) != names(b.stories, name)) {
    return differs("stories of board " + a.name, names(a.stories, name), names(b.stories, name));
  }
  for (std::size_t i = 0; i < a.stories.size(); ++i) {
    const Tally& story = a.stories[i];
    const Tally& other = b.stories[i];
    const bool same_erases = story.erases == other.erases && story.least_erases == other.least_erases;
    if (story.operations == other.operations && same_erases) continue;
    return differs(fmt::format("operations of {} on board {}", story.scenario, a.name), story.operations,
                   other.operations);
  }
  return {};
}

Result<void> same_boards(const Report& a, const Report& b) {
  const auto name = [](const BoardReport& board) { return board.name; };
  if (names(a.boards, name) != names(b.boards, name)) {
    return differs("boards", names(a.boards, name), names(b.boards, name));
  }
  for (std::size_t i = 0; i < a.boards.size(); ++i) {
    if (auto same = same_board(a.boards[i], b.boards[i]); !same) return same;
  }
  return {};
}

}  // namespace

Counts BoardReport::total() const {
  Counts sum;
  for (const Tally& story : stories) sum += story.total();
  return sum;
}

Counts BoardReport::of(Kind kind) const {
  Counts sum;
  for (const Tally& story : stories) sum += story.of(kind);
  return sum;
}

RowHits BoardReport::rows() const {
  RowHits sum{};
  for (const Tally& story : stories) add_hits(sum, story.rows);
  return sum;
}

RowHits Report::rows() const {
  RowHits sum{};
  for (const BoardReport& board : boards) add_hits(sum, board.rows());
  return sum;
}

Counts Report::total() const {
  Counts sum;
  for (const BoardReport& board : boards) sum += board.total();
  return sum;
}

BoardReport describe(const Board& board) {
  const bootloader::Layout& layout = board.layout();
  BoardReport report;
  report.name = board.name();
  report.strategy = layout.strategy;
  report.write_unit_bytes = layout.write_unit_bytes;
  report.sectors.assign(layout.sectors.begin(), layout.sectors.end());
  report.regions = {{"journal", layout.journal}, {"slot 0", layout.slots[0]}, {"slot 1", layout.slots[1]}};
  if (!layout.staging_in_slot) report.regions.push_back({"staging", layout.staging});
  return report;
}

// Short replay lines first: fewer faults, earlier operations.
void sort_failures(Report& report) {
  const auto key = [](const Failure& failure) {
    return std::tuple(failure.kind, failure.replay.size(), std::string_view(failure.replay));
  };
  for (BoardReport& board : report.boards) {
    for (Tally& story : board.stories) {
      std::ranges::sort(story.failures, [&](const Failure& a, const Failure& b) { return key(a) < key(b); });
    }
  }
}

Result<void> merge(Report& report, const Report& other) {
  if (auto same = same_options(report.options, other.options); !same) return same;
  if (auto same = same_boards(report, other); !same) return same;
  std::set<std::uint32_t> shares(report.shares.begin(), report.shares.end());
  for (const std::uint32_t share : other.shares) {
    if (shares.insert(share).second) continue;
    return fail(ErrorCode::kIncompatible, fmt::format("shards.done: expected every shard once, found {} of {} again",
                                                      share + 1, report.options.shares));
  }
  for (std::size_t i = 0; i < report.boards.size(); ++i) {
    for (std::size_t k = 0; k < report.boards[i].stories.size(); ++k) {
      report.boards[i].stories[k] += other.boards[i].stories[k];
    }
  }
  report.shares.assign(shares.begin(), shares.end());
  report.elapsed_ms += other.elapsed_ms;
  if (report.is_whole()) {
    report.options.shares = 1;
    report.shares = {0};
  }
  report.options.share = report.shares.front();
  sort_failures(report);
  return {};
}

std::string escape_markup(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? '?' : c;
    }
  }
  return safe;
}

}  // namespace switchback::rig
