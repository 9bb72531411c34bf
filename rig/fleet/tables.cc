#include "rig/fleet/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

constexpr std::size_t kMaxReasons = 50;     // listed at most,
constexpr std::size_t kMaxOfReason = 100;   // each with at most this many devices
constexpr std::size_t kMaxSeenAtOnce = 10;  // if there are more, the list is folded

struct FaultRow {
  const char* words;
  double Rates::*rate;
  std::uint64_t FaultCounts::*count;
};
constexpr std::array kFaultRows = {
    FaultRow{"power losses", &Rates::power_loss, &FaultCounts::power_losses},
    FaultRow{"lost chunks of downloads", &Rates::drop, &FaultCounts::drops},
    FaultRow{"flipped bits", &Rates::bit_rot, &FaultCounts::bit_flips},
    FaultRow{"write units that cannot be read", &Rates::read_error, &FaultCounts::read_errors},
    FaultRow{"sectors that fail", &Rates::bad_sector, &FaultCounts::bad_sectors},
    FaultRow{"sectors that only claim to be programmed", &Rates::bad_sector, &FaultCounts::worn_sectors}};

std::string rate_text(const Rates& rates, double Rates::*rate) {
  const auto kind = std::ranges::find_if(kRateKinds, [&](const RateKind& one) { return one.rate == rate; });
  return rates.*rate == 0 ? "none" : fmt::format("{} {}", rates.*rate, kind->each);
}

constexpr const char* kTallyHead =
    "<th>devices</th><th>with faults</th><th>power losses</th><th>installed</th><th>rolled back</th><th>still old</th>"
    "<th>lost</th><th>bricked</th><th>failed</th></tr>\n";

std::string tally_cells(const FleetTally& tally) {
  return cell(tally.devices()) + cell(tally.faults.devices) + cell(tally.faults.power_losses) +
         cell(tally.of(End::kInstalled)) + cell(tally.of(End::kRolledBack)) + cell(tally.of(End::kStillOld)) +
         cell(tally.of(End::kLost)) + cell(tally.of(End::kBricked), true) + cell(tally.of(End::kFailed), true);
}

using Group = std::vector<const DeviceFailure*>;

// Grouped by the first problem; the problem of the most devices comes first.
std::vector<std::pair<std::string_view, Group>> by_reason(const std::vector<DeviceFailure>& failures) {
  std::map<std::string_view, Group> groups;
  for (const DeviceFailure& failure : failures) {
    std::string_view reason = "no reason was recorded";
    if (!failure.problems.empty()) reason = failure.problems.front();
    groups[reason].push_back(&failure);
  }
  std::vector<std::pair<std::string_view, Group>> sorted(groups.begin(), groups.end());
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  return sorted;
}

std::string reason_markup(std::string_view reason, const Group& group, bool is_open) {
  std::string text;
  for (std::size_t i = 0; i < std::min(group.size(), kMaxOfReason); ++i) {
    const DeviceFailure& failure = *group[i];
    const auto rest = failure.problems.begin() + (failure.problems.empty() ? 0 : 1);
    text += failure_markup(fmt::format("device {}, {}:", grouped(failure.device), end_name(failure.end)),
                           failure.replay, {rest, failure.problems.end()});
  }
  if (group.size() > kMaxOfReason) {
    text += fmt::format("<p class=\"note\">and {} more in fleet.json</p>\n", grouped(group.size() - kMaxOfReason));
  }
  return fmt::format("<details class=\"reason\"{}><summary>{} device{}: {}</summary>\n{}</details>\n",
                     is_open ? " open" : "", grouped(group.size()), plural(group.size()), escape_markup(reason), text);
}

}  // namespace

std::string faults_table(const FleetReport& report) {
  const FleetTally all = report.total();
  const double devices = std::max(static_cast<double>(all.devices()), 1.0);
  std::string rows;
  for (const FaultRow& row : kFaultRows) {
    const std::uint64_t struck = all.faults.*row.count;
    rows += fmt::format("<tr><td>{}</td><td>{}</td>{}{}</tr>\n", row.words, rate_text(report.options.rates, row.rate),
                        cell(struck),
                        struck == 0 ? "<td class=\"zero\">0</td>"
                                    : fmt::format("<td>{:.3g}</td>", static_cast<double>(struck) / devices));
  }
  return "<div class=\"wide\"><table class=\"last\"><tr><th>fault</th><th>probability</th><th>struck</th>"
         "<th>per device</th></tr>\n" +
         rows + "</table></div>";
}

std::string boards_table(const FleetReport& report) {
  std::string rows;
  for (const FleetBoard& board : report.boards) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td>{}{}</tr>\n", escape_markup(board.name),
                        board.strategy == bootloader::Strategy::kSwap ? "swap" : "A/B", cell(board.stories.size()),
                        tally_cells(board.total()));
  }
  return fmt::format(
      "<div class=\"wide\"><table class=\"last\"><tr><th>board</th><th>strategy</th><th>stories</th>{}{}"
      "<tr class=\"sum\"><td>all</td><td></td><td></td>{}</tr>\n</table></div>",
      kTallyHead, rows, tally_cells(report.total()));
}

std::string stories_table(const FleetBoard& board) {
  std::string rows;
  for (const FleetStory& story : board.stories) {
    rows += fmt::format("<tr><td>{}</td>{}</tr>\n", escape_markup(story.name), tally_cells(story.tally));
  }
  return fmt::format(
      "<div class=\"wide\"><table class=\"last\"><tr><th>story</th>{}{}<tr class=\"sum\"><td>all</td>{}</tr>\n</table>"
      "</div>",
      kTallyHead, rows, tally_cells(board.total()));
}

std::string failures_section(const FleetReport& report) {
  const std::uint64_t failed = report.total().bad();
  if (failed == 0) return "";
  const auto groups = by_reason(report.failures);
  std::string text;
  for (std::size_t i = 0; i < std::min(groups.size(), kMaxReasons); ++i) {
    text += reason_markup(groups[i].first, groups[i].second, report.failures.size() <= kMaxSeenAtOnce);
  }
  if (groups.size() > kMaxReasons) {
    text += fmt::format("<p class=\"note\">and {} more reasons in fleet.json</p>\n", groups.size() - kMaxReasons);
  }
  const std::string kept =
      failed == report.failures.size()
          ? ""
          : fmt::format(" Only the first {1} of {0} are listed.", grouped(failed), grouped(report.failures.size()));
  return fmt::format(
      "<section class=\"card\"><h2 class=\"bad\">{} device{} failed</h2><p class=\"note\">Grouped by the first broken "
      "invariant, each device with the command that replays it.{}</p>\n{}</section>\n",
      grouped(failed), plural(failed), kept, text);
}

}  // namespace switchback::rig
