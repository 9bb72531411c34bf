#include "rig/campaign_report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace switchback::rig {
namespace {

Result<void> same_options(const CampaignOptions& a, const CampaignOptions& b) {
  const auto text = [](std::uint64_t number) { return fmt::to_string(number); };
  const std::array all = {
      Common{"seed", text(a.seed), text(b.seed)},
      Common{"options.patterns", text(a.patterns), text(b.patterns)},
      Common{"options.pairs", text(a.pairs_each), text(b.pairs_each)},
      Common{"options.all_pairs", fmt::to_string(a.all_pairs), fmt::to_string(b.all_pairs)},
      Common{"options.damage", text(a.damage_each), text(b.damage_each)},
      Common{"options.repeated", fmt::to_string(a.repeated), fmt::to_string(b.repeated)},
      Common{"options.hostile", fmt::to_string(a.hostile), fmt::to_string(b.hostile)},
      Common{"options.forged", fmt::to_string(a.forged), fmt::to_string(b.forged)},
      Common{"options.contents", text(a.contents), text(b.contents)},
  };
  return expect_same(all);
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

Result<void> same_board(const BoardReport& a, const BoardReport& b) {
  if (geometry(a) != geometry(b)) return differs("board " + a.name, geometry(a), geometry(b));
  const auto name = [](const Tally& story) { return story.name; };
  if (join(a.stories, name) != join(b.stories, name)) {
    return differs("stories of board " + a.name, join(a.stories, name), join(b.stories, name));
  }
  for (std::size_t i = 0; i < a.stories.size(); ++i) {
    const Tally& story = a.stories[i];
    const Tally& other = b.stories[i];
    const bool same_erases = story.erases == other.erases && story.least_erases == other.least_erases;
    if (story.operations == other.operations && same_erases) continue;
    return differs(fmt::format("operations of {} on board {}", story.name, a.name), fmt::to_string(story.operations),
                   fmt::to_string(other.operations));
  }
  return {};
}

Result<void> same_boards(const CampaignReport& a, const CampaignReport& b) {
  const auto name = [](const BoardReport& board) { return board.name; };
  if (join(a.boards, name) != join(b.boards, name)) {
    return differs("boards", join(a.boards, name), join(b.boards, name));
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

Counts BoardReport::of(ScheduleKind kind) const {
  Counts sum;
  for (const Tally& story : stories) sum += story.of(kind);
  return sum;
}

RowHits BoardReport::rows() const {
  RowHits sum{};
  for (const Tally& story : stories) add_hits(sum, story.rows);
  return sum;
}

RowHits CampaignReport::rows() const {
  RowHits sum{};
  for (const BoardReport& board : boards) add_hits(sum, board.rows());
  return sum;
}

ForgedCounts BoardReport::forged() const {
  ForgedCounts sum;
  for (const Tally& story : stories) sum += story.forged;
  return sum;
}

ForgedCounts CampaignReport::forged() const {
  ForgedCounts sum;
  for (const BoardReport& board : boards) sum += board.forged();
  return sum;
}

Counts CampaignReport::total() const {
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
void sort_failures(CampaignReport& report) {
  const auto key = [](const Failure& failure) {
    return std::tuple(failure.kind, failure.replay.size(), std::string_view(failure.replay));
  };
  for (BoardReport& board : report.boards) {
    for (Tally& story : board.stories) {
      std::ranges::sort(story.failures, [&](const Failure& a, const Failure& b) { return key(a) < key(b); });
    }
  }
}

Result<void> merge(CampaignReport& report, const CampaignReport& other) {
  if (auto same = same_options(report.options, other.options); !same) return same;
  if (auto same = same_boards(report, other); !same) return same;
  if (auto added = report.shards.add(other.shards); !added) return added;
  for (std::size_t i = 0; i < report.boards.size(); ++i) {
    for (std::size_t k = 0; k < report.boards[i].stories.size(); ++k) {
      report.boards[i].stories[k] += other.boards[i].stories[k];
    }
  }
  report.elapsed_ms += other.elapsed_ms;
  sort_failures(report);
  return {};
}

}  // namespace switchback::rig
