#include "rig/campaign_report/tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

bool is_in_journal(const BoardReport& board, std::uint32_t address) {
  return std::ranges::any_of(board.regions, [&](const Region& region) {
    const bootloader::Area& area = region.area;
    return region.name == "journal" && address >= area.address && address - area.address < area.size_bytes;
  });
}

// One update's erases outside the journal.
struct Erases {
  std::uint64_t done = 0;
  std::uint64_t least = 0;
  std::uint32_t most = 0;   // of one sector
  std::size_t sectors = 0;  // that were erased at all
  std::size_t beyond = 0;   // erased more often than necessary
};

Erases erases_of(const BoardReport& board, const Tally& story) {
  Erases all;
  for (const auto& [address, count] : story.erases) {
    if (count == 0 || is_in_journal(board, address)) continue;
    const auto least = story.least_erases.find(address);
    all.done += count;
    all.most = std::max(all.most, count);
    ++all.sectors;
    if (count > (least == story.least_erases.end() ? 0 : least->second)) ++all.beyond;
  }
  for (const auto& [address, count] : story.least_erases) all.least += count;
  return all;
}

std::string erases_row(const BoardReport& board, const Tally& story) {
  const Erases all = erases_of(board, story);
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.2f}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                     escape_markup(story.name), grouped(all.done), grouped(all.least),
                     static_cast<double>(all.done) / static_cast<double>(all.least), all.most, grouped(all.sectors),
                     grouped(all.beyond));
}

}  // namespace

std::string erases_table(const BoardReport& board) {
  std::string rows;
  for (const Tally& story : board.stories) {
    if (!story.least_erases.empty()) rows += erases_row(board, story);
  }
  if (rows.empty()) return "";
  return "<div class=\"wide\"><table><tr><th>one update without faults; journal not counted</th><th>erases</th>"
         "<th>least possible</th><th>ratio</th><th>most of one sector</th><th>sectors erased</th>"
         "<th>more often than needed</th></tr>\n" +
         rows + "</table></div>\n";
}

std::string forged_table(const BoardReport& board) {
  const ForgedCounts counts = board.forged();
  if (counts.contents == 0) return "";
  const std::string figures = cell(counts.contents) + cell(counts.starts) + cell(counts.entries) +
                              cell(counts.unverified, true) + cell(counts.outside, true) + cell(counts.endless, true) +
                              cell(counts.floors_lost, true) + cell(counts.journals_stuck, true);
  return "<div class=\"wide\"><table><tr><th>a compromised application</th><th>contents</th><th>starts</th>"
         "<th>entries</th><th>unverified</th><th>accesses outside</th><th>endless starts</th><th>floors lost</th>"
         "<th>journals stuck</th></tr>\n<tr><td>all</td>" +
         figures + "</tr></table></div>\n";
}

}  // namespace switchback::rig
