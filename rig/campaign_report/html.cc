// to_html() for campaigns: the report as one page.
#include <fmt/format.h>

#include "rig/campaign_report/command.h"
#include "rig/campaign_report/picture.h"
#include "rig/campaign_report/report.h"
#include "rig/campaign_report/tables.h"
#include "rig/report_parts/html.h"
#include "rig/report_parts/rows.h"

namespace switchback::rig {
namespace {

std::string cuts_text(const CampaignOptions& options) {
  std::string text = fmt::format("power cut before every operation, and inside it, torn in {} way{}", options.patterns,
                                 plural(options.patterns));
  if (options.all_pairs) {
    text += "; every second cut in every recovery";
  } else if (options.pairs_each != 0) {
    text += fmt::format("; {} second cut{} in each recovery", options.pairs_each, plural(options.pairs_each));
  }
  if (options.damage_each != 0)
    text += fmt::format("; {} schedule{} of each kind of damage after each cut", options.damage_each,
                        plural(options.damage_each));
  if (options.repeated) text += "; power that lasts k operations at a time, for every k";
  if (options.hostile) text += "; artefacts with every byte changed, and with other lengths";
  return text;
}

std::string forged_text(const CampaignOptions& options) {
  return fmt::format("all listed flash contents, and {} drawn ones", grouped(options.contents));
}

std::string options_text(const CampaignReport& report) {
  const CampaignOptions& options = report.options;
  std::string text = options.forged ? forged_text(options) : cuts_text(options);
  if (options.stop_at_failure) text += "; stopped at the first failure";
  if (!report.shards.is_whole()) {
    text += fmt::format("; only {} of {} shards", report.shards.done.size(), report.shards.of);
  }
  return fmt::format("Seed {}; {}. Computed in {}.", options.seed, text, time_text(report.elapsed_ms));
}

std::string verdict(const CampaignReport& report) {
  const Counts all = report.total();
  std::size_t stories = 0;
  std::uint64_t operations = 0;
  for (const BoardReport& board : report.boards) {
    stories += board.stories.size();
    for (const Tally& story : board.stories) operations += story.operations;
  }
  Headline headline{.title = "faults during firmware updates", .of_what = "schedules"};
  headline.all = all.schedules;
  headline.lost = all.lost;
  headline.failed = all.failed;
  headline.bricked = all.bricked;
  headline.tiles_markup = tile(report.boards.size(), report.boards.size() == 1 ? "board" : "boards") +
                          tile(stories, "stories") + tile(operations, "flash operations") +
                          tile(all.ended_old, "ended old") + tile(all.ended_new, "ended new") +
                          tile(all.lost, "lost to damage") + tile(all.bricked, "bricked") +
                          tile(all.wrong, "ran a wrong image") + tile(all.failed, "failed");
  headline.note = options_text(report);
  return headline_section(headline);
}

std::string legend() {
  return "<section class=\"card\"><p class=\"note\">Each story runs from left to right, one column for each flash "
         "operation. Power fails before the operation and inside it. The strip shows which firmware the device then "
         "ends with by resets alone: an unconfirmed new firmware must give way to the old one. The lanes below show "
         "whether bootloader or application was at work, and on which area.</p>"
         "<div class=\"legend\">" +
         swatch("<rect class=\"n\" width=\"22\" height=\"11\"/>", "power cut here: ends with the new firmware") +
         swatch("<rect class=\"o\" y=\"11\" width=\"22\" height=\"11\"/>", "ends with the old firmware") +
         swatch("<rect class=\"m\" width=\"22\" height=\"22\"/>", "old or new, depending on how the operation tore") +
         swatch("<rect class=\"x\" width=\"22\" height=\"22\"/>", "failed") +
         swatch("<rect class=\"who\" y=\"6\" width=\"22\" height=\"10\"/>", "at work") +
         swatch("<rect class=\"p\" y=\"6\" width=\"22\" height=\"10\"/>", "programs flash there") +
         swatch("<rect class=\"e\" y=\"6\" width=\"22\" height=\"10\"/>", "erases a sector there") +
         "</div></section>\n";
}

std::string row(const char* name, const Counts& counts, const char* style) {
  return fmt::format("<tr{}><td>{}</td>{}{}{}{}{}{}{}</tr>\n", style, name, cell(counts.schedules),
                     cell(counts.ended_old), cell(counts.ended_new), cell(counts.lost), cell(counts.bricked, true),
                     cell(counts.wrong, true), cell(counts.failed, true));
}

const char* kind_words(ScheduleKind kind) {
  static constexpr std::array<const char*, kScheduleKinds> kWords = {"undisturbed",
                                                                     "one power cut",
                                                                     "second cut in the recovery",
                                                                     "power for k operations at a time",
                                                                     "cut, then a bit flips",
                                                                     "cut, then a unit cannot be read",
                                                                     "cut, then a sector goes bad",
                                                                     "cut, then a sector wears out",
                                                                     "two cuts and two damages",
                                                                     "cut, then the sector has reached its erase limit",
                                                                     "altered artefact",
                                                                     "flash content of a compromised application"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string kinds_table(const BoardReport& board) {
  std::string rows;
  for (std::size_t i = 0; i < kScheduleKinds; ++i) {
    const auto kind = static_cast<ScheduleKind>(i);
    const Counts counts = board.of(kind);
    if (counts.schedules != 0) rows += row(kind_words(kind), counts, "");
  }
  return "<div class=\"wide\"><table><tr><th>fault</th><th>schedules</th><th>ended old</th><th>ended new</th>"
         "<th>lost</th><th>bricked</th><th>wrong</th><th>failed</th></tr>\n" +
         rows + row("all", board.total(), " class=\"sum\"") + "</table></div>\n";
}

std::string failures(const Tally& story) {
  if (story.failures.empty()) return "";
  std::string text;
  for (const Failure& failure : story.failures) {
    text += failure_markup("", failure.replay, failure.problems);
  }
  const std::uint64_t failed = story.total().failed;
  const std::string which = failed > story.failures.size()
                                ? fmt::format("{} of {} failures", story.failures.size(), grouped(failed))
                                : fmt::format("{} failure{}", failed, plural(failed));
  return fmt::format(
      "<details class=\"failures\"><summary>{}, with the commands that replay them</summary>\n{}</details>\n", which,
      text);
}

std::string story_section(const BoardReport& board, const Tally& story) {
  const Counts all = story.total();
  std::string note = fmt::format("{} flash operations, {} schedules: {} ended old, {} new", grouped(story.operations),
                                 grouped(all.schedules), grouped(all.ended_old), grouped(all.ended_new));
  if (all.lost != 0) note += fmt::format(", {} lost to damage", grouped(all.lost));
  note += fmt::format(", {} failed.", grouped(all.failed));
  if (story.of(ScheduleKind::kRepeated).schedules != 0) {
    note += fmt::format(" The update succeeds if power lasts at least {} operations in each start.",
                        grouped(std::max<std::uint64_t>(story.least_operations, 1)));
  }
  if (!story.waits.empty()) {
    const auto longest = std::ranges::max_element(story.waits, {}, [](const auto& wait) { return wait.second; });
    note += fmt::format(" The longest wait: with power for {} operations in each start, an image runs after {} starts.",
                        grouped(longest->first), grouped(longest->second));
  }
  return fmt::format("<section class=\"story\"><h3>{}</h3><p class=\"note\">{}</p>{}{}{}</section>\n",
                     escape_markup(story.name), note, timeline(board, story), erase_bars(board, story),
                     failures(story));
}

std::string size_text(std::uint32_t bytes) {
  return bytes % 1024 == 0 ? fmt::format("{} KiB", bytes / 1024) : fmt::format("{} bytes", bytes);
}

std::string facts(const BoardReport& board) {
  std::string text =
      fmt::format("{}; write unit {} byte{}; sectors",
                  board.strategy == bootloader::Strategy::kSwap ? "swaps its slots" : "executes from either slot (A/B)",
                  board.write_unit_bytes, plural(board.write_unit_bytes));
  for (std::size_t i = 0; i < board.sectors.size(); ++i) {
    text +=
        fmt::format("{} {} × {}", i == 0 ? "" : ",", board.sectors[i].count, size_text(board.sectors[i].sector_bytes));
  }
  for (const Region& region : board.regions) {
    text += fmt::format("; {} {}", escape_markup(region.name), size_text(region.area.size_bytes));
  }
  return text;
}

std::string board_section(const BoardReport& board) {
  const Counts all = board.total();
  const std::string tag = all.failed == 0 ? fmt::format("0 of {} failed", grouped(all.schedules))
                                          : fmt::format("{} of {} failed", grouped(all.failed), grouped(all.schedules));
  std::string stories;
  for (const Tally& story : board.stories) stories += story_section(board, story);
  return fmt::format(
      "<details open class=\"card board\"><summary><h2>{}</h2><span class=\"tag{}\">{}</span></summary>"
      "<p class=\"facts\">{}</p>{}{}</details>\n",
      escape_markup(board.name), all.failed == 0 ? "" : " bad", tag, facts(board),
      kinds_table(board) + forged_table(board) + erases_table(board), stories);
}

// One line for each board; nothing if there is only one.
std::string overview(const CampaignReport& report) {
  if (report.boards.size() < 2) return "";
  std::string rows;
  for (const BoardReport& board : report.boards) {
    const Counts all = board.total();
    rows += fmt::format("<tr><td>{}</td><td>{}</td>{}{}{}{}{}{}{}</tr>\n", escape_markup(board.name),
                        board.strategy == bootloader::Strategy::kSwap ? "swap" : "A/B", cell(board.stories.size()),
                        cell(all.schedules), cell(all.ended_old), cell(all.ended_new), cell(all.lost),
                        cell(all.bricked, true), cell(all.failed, true));
  }
  return "<section class=\"card wide\"><h2>Boards</h2><table "
         "class=\"last\"><tr><th>board</th><th>strategy</th><th>stories</th>"
         "<th>schedules</th><th>ended old</th><th>ended new</th><th>lost</th><th>bricked</th><th>failed</th></tr>\n" +
         rows + "</table></section>\n";
}

std::string rows(const CampaignReport& report) {
  std::vector<bootloader::Strategy> strategies;
  for (const BoardReport& board : report.boards) strategies.push_back(board.strategy);
  const char* note = "This run had no failing flash, which some rows need (--damage).";
  return rows_section(report.rows(), strategies, report.options.damage_each == 0 ? note : "");
}

}  // namespace

std::string to_html(const CampaignReport& report) {
  std::string body = verdict(report) + overview(report) + rows(report) + legend();
  for (const BoardReport& board : report.boards) body += board_section(board);
  const Counts all = report.total();
  return page(
      fmt::format("Switchback fault rig: {} bricked of {} schedules", grouped(all.bricked), grouped(all.schedules)),
      body + command_section(command_of(report)));
}

}  // namespace switchback::rig
