#include "rig/report_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "rig/report_picture.h"

namespace switchback::rig {
namespace {

struct Coverage {
  std::string cells;
  std::size_t rows = 0;
  std::size_t hit = 0;
};

bool is_any_boards(const Report& report, std::size_t row) {
  return std::ranges::any_of(report.boards, [&](const BoardReport& board) { return belongs_to(row, board.strategy); });
}

// The rows [first, last).
Coverage coverage(const Report& report, const RowHits& hits, std::size_t first, std::size_t last) {
  Coverage all;
  for (std::size_t i = first; i < last; ++i) {
    if (!is_any_boards(report, i)) continue;
    ++all.rows;
    if (hits[i] != 0) ++all.hit;
    all.cells += hits[i] != 0 ? fmt::format("<span>{}<b>{}</b></span>", row_id(i), grouped(hits[i]))
                              : fmt::format("<span class=\"unhit\">{}<b>not hit</b></span>", row_id(i));
  }
  return all;
}

bool is_in_journal(const BoardReport& board, std::uint32_t address) {
  return std::ranges::any_of(board.regions, [&](const Region& region) {
    const bootloader::Area& area = region.area;
    return region.name == "journal" && address >= area.address && address - area.address < area.size_bytes;
  });
}

// One update's erases outside of the journal.
struct Erases {
  std::uint64_t done = 0;
  std::uint64_t least = 0;
  std::uint32_t most = 0;   // of one sector
  std::size_t sectors = 0;  // that were erased at all
  std::size_t beyond = 0;   // that were erased more often than they had to be
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
                     escape_markup(story.scenario), grouped(all.done), grouped(all.least),
                     static_cast<double>(all.done) / static_cast<double>(all.least), all.most, grouped(all.sectors),
                     grouped(all.beyond));
}

std::string group(const char* title, const Coverage& rows) {
  return fmt::format("<h4>{}: {} of {}</h4><div class=\"rows\">{}</div>\n", title, rows.hit, rows.rows, rows.cells);
}

}  // namespace

std::string rows_section(const Report& report) {
  constexpr std::size_t kLoadsEnd = kLoadCaseCount;
  constexpr std::size_t kAppendsEnd = kLoadsEnd + kAppendCaseCount;
  const RowHits hits = report.rows();
  const Coverage loads = coverage(report, hits, 0, kLoadsEnd);
  const Coverage appends = coverage(report, hits, kLoadsEnd, kAppendsEnd);
  const Coverage changes = coverage(report, hits, kAppendsEnd, kRowCount);
  const bool is_power_only = report.options.damage_each == 0;
  return fmt::format(
      "<section class=\"card\"><h2>State tables: {} of {} rows hit</h2><p class=\"note\">The specification says in "
      "tables what a device may find in its journal, how it writes it, and how its state may change. Every schedule is "
      "compared with them: what no row allows is a failure. The numbers say how often devices came to each row.{}</p>"
      "{}{}{}</section>\n",
      loads.hit + appends.hit + changes.hit, loads.rows + appends.rows + changes.rows,
      is_power_only ? " Some rows need flash that fails, which this run did not have (--damage)." : "",
      group("What a start finds in the journal", loads), group("How a record is written", appends),
      group("Changes of state", changes));
}

std::string erases_table(const BoardReport& board) {
  std::string rows;
  for (const Tally& story : board.stories) {
    if (!story.least_erases.empty()) rows += erases_row(board, story);
  }
  if (rows.empty()) return "";
  return "<div class=\"wide\"><table><tr><th>one undisturbed update, without the journal</th><th>erases</th>"
         "<th>least possible</th><th>ratio</th><th>most of one sector</th><th>sectors erased</th>"
         "<th>more often than needed</th></tr>\n" +
         rows + "</table></div>\n";
}

}  // namespace switchback::rig
