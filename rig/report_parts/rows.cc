#include "rig/report_parts/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

struct Coverage {
  std::string cells;
  std::size_t rows = 0;
  std::size_t hit = 0;
};

// The rows [first, last).
Coverage coverage(const RowHits& hits, const std::vector<bootloader::Strategy>& strategies, std::size_t first,
                  std::size_t last) {
  Coverage all;
  for (std::size_t i = first; i < last; ++i) {
    const auto has_row = [&](bootloader::Strategy strategy) { return belongs_to(i, strategy); };
    if (std::ranges::none_of(strategies, has_row)) continue;
    ++all.rows;
    if (hits[i] != 0) ++all.hit;
    all.cells += hits[i] != 0 ? fmt::format("<span>{}<b>{}</b></span>", row_id(i), grouped(hits[i]))
                              : fmt::format("<span class=\"unhit\">{}<b>not hit</b></span>", row_id(i));
  }
  return all;
}

std::string group(const char* title, const Coverage& rows) {
  return fmt::format("<h4>{}: {} of {}</h4><div class=\"rows\">{}</div>\n", title, rows.hit, rows.rows, rows.cells);
}

}  // namespace

std::string rows_section(const RowHits& hits, const std::vector<bootloader::Strategy>& strategies,
                         const std::string& note) {
  constexpr std::size_t kLoadsEnd = kLoadCaseCount;
  constexpr std::size_t kAppendsEnd = kLoadsEnd + kAppendCaseCount;
  const Coverage loads = coverage(hits, strategies, 0, kLoadsEnd);
  const Coverage appends = coverage(hits, strategies, kLoadsEnd, kAppendsEnd);
  const Coverage changes = coverage(hits, strategies, kAppendsEnd, kRowCount);
  return fmt::format(
      "<section class=\"card\"><h2>State tables: {} of {} rows hit</h2><p class=\"note\">The specification has tables "
      "of what a device may find in its journal, how it writes a record, and how its state may change. Every start is "
      "compared with these tables: an event without a row is a failure. The numbers show how often devices hit each "
      "row.{}{}</p>"
      "{}{}{}</section>\n",
      loads.hit + appends.hit + changes.hit, loads.rows + appends.rows + changes.rows, note.empty() ? "" : " ",
      escape_markup(note), group("What a start finds in the journal", loads), group("How a record is written", appends),
      group("Changes of state", changes));
}

}  // namespace switchback::rig
