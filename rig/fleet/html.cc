// to_html() for fleets: the report as one page.
#include <fmt/format.h>

#include "rig/fleet/command.h"
#include "rig/fleet/picture.h"
#include "rig/fleet/report.h"
#include "rig/fleet/tables.h"
#include "rig/report_parts/bound.h"
#include "rig/report_parts/html.h"
#include "rig/report_parts/rows.h"

namespace switchback::rig {
namespace {

// If there are more, boards without failures are folded.
constexpr std::size_t kBoardsSeenAtOnce = 4;

std::string origin(const FleetReport& report) {
  std::string text = fmt::format("Seed {}; computed in {}.", report.options.seed, time_text(report.elapsed_ms));
  if (report.shards.is_whole()) return text;
  return text + fmt::format(" Only {} of {} shards of a fleet of {} devices.", report.shards.done.size(),
                            report.shards.of, grouped(report.options.devices));
}

std::string verdict(const FleetReport& report) {
  const FleetTally all = report.total();
  std::size_t stories = 0;
  for (const FleetBoard& board : report.boards) stories += board.stories.size();
  const std::uint64_t bricked = all.of(End::kBricked);
  Headline headline{.title = "a fleet, updated under random faults", .of_what = "devices"};
  headline.all = all.devices();
  headline.lost = all.of(End::kLost);
  headline.failed = all.bad();
  headline.bricked = bricked;
  headline.more_markup = fmt::format(
      "<p class=\"next\">The probability that such faults brick a device is at most <b>{}</b>, with 95 % "
      "confidence.</p>",
      bound_text(upper_bound_95(bricked, all.devices())));
  headline.tiles_markup = tile(report.boards.size(), report.boards.size() == 1 ? "board" : "boards") +
                          tile(stories, "stories") + tile(all.faults.devices, "with faults") +
                          tile(all.faults.power_losses, "power losses") + tile(headline.lost, "lost to damage") +
                          tile(bricked, "bricked") + tile(all.of(End::kFailed), "failed otherwise");
  headline.note = origin(report);
  return headline_section(headline);
}

std::string ends_section(const FleetReport& report) {
  return fmt::format(
      "<section class=\"card\"><h2>Ends of the devices</h2><p class=\"note\">Each device has one end. Some stories "
      "should not end with the new firmware: it is never confirmed, or must be refused. Ends of few devices are drawn "
      "wider than their share.</p>{}{}</section>\n",
      ends_picture(report), ends_legend(report.total()));
}

std::string faults_section(const FleetReport& report) {
  const FleetTally all = report.total();
  return fmt::format(
      "<section class=\"card\"><h2>Faults</h2><p class=\"note\">The seed chooses the faults of each device. {} of {} "
      "devices ({}) had at least one.</p>{}</section>\n",
      grouped(all.faults.devices), grouped(all.devices()), escape_markup(percent(all.faults.devices, all.devices())),
      faults_table(report));
}

std::string rows(const FleetReport& report) {
  std::vector<bootloader::Strategy> strategies;
  for (const FleetBoard& board : report.boards) strategies.push_back(board.strategy);
  const Rates& rates = report.options.rates;
  const bool has_damage = rates.bit_rot != 0 || rates.read_error != 0 || rates.bad_sector != 0;
  return rows_section(
      report.total().rows, strategies,
      has_damage ? ""
                 : "This fleet had no failing flash, which some rows need (--bit-rot, --read-error, --bad-sector).");
}

std::string board_section(const FleetBoard& board, bool is_open) {
  const FleetTally all = board.total();
  return fmt::format(
      "<details{} class=\"card board\"><summary><h2>{}</h2><span class=\"tag{}\">{} of {} failed</span></summary>"
      "{}</details>\n",
      is_open ? " open" : "", escape_markup(board.name), all.bad() == 0 ? "" : " bad", grouped(all.bad()),
      grouped(all.devices()), stories_table(board));
}

}  // namespace

std::string to_html(const FleetReport& report) {
  std::string body = verdict(report) + ends_section(report) + failures_section(report) + faults_section(report);
  if (report.boards.size() > 1) {
    body += "<section class=\"card\"><h2>Boards</h2>" + boards_table(report) + "</section>\n";
  }
  body += rows(report);
  const bool are_few = report.boards.size() <= kBoardsSeenAtOnce;
  for (const FleetBoard& board : report.boards) body += board_section(board, are_few || board.total().bad() != 0);
  const FleetTally all = report.total();
  return page(fmt::format("Switchback fault rig: {} bricked of {} devices", grouped(all.of(End::kBricked)),
                          grouped(all.devices())),
              body + command_section(command_of(report)));
}

}  // namespace switchback::rig
