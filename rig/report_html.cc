// The report as one page.
#include <fmt/format.h>

#include "rig/report.h"
#include "rig/report_picture.h"
#include "rig/report_style.h"
#include "rig/report_tables.h"

namespace switchback::rig {
namespace {

const char* plural(std::uint64_t count) { return count == 1 ? "" : "s"; }

std::string tile(std::uint64_t number, const char* words) {
  return fmt::format("<div><b>{}</b><span>{}</span></div>", grouped(number), words);
}

std::string time_text(std::uint64_t elapsed_ms) {
  const std::uint64_t seconds = elapsed_ms / 1000;
  if (seconds < 60) return fmt::format("{}.{} s", seconds, elapsed_ms % 1000 / 100);
  return fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

std::string options_text(const Report& report) {
  const Options& options = report.options;
  std::string text =
      fmt::format("every operation cut before it and torn in {} way{}", options.patterns, plural(options.patterns));
  if (options.all_pairs) {
    text += "; every second cut in every recovery";
  } else if (options.pairs_each != 0) {
    text += fmt::format("; {} second cut{} in each recovery", options.pairs_each, plural(options.pairs_each));
  }
  if (options.damage_each != 0)
    text += fmt::format("; {} schedule{} of each kind of damage after each cut", options.damage_each,
                        plural(options.damage_each));
  if (options.repeated) text += "; power that lasts k operations at a time, for every k";
  if (options.stop_at_failure) text += "; stopped at the first failure";
  if (!report.is_whole()) text += fmt::format("; only {} of {} shards", report.shares.size(), options.shares);
  return fmt::format("Seed {}; {}. {} of computing.", options.seed, text, time_text(report.elapsed_ms));
}

std::string verdict(const Report& report) {
  const Counts all = report.total();
  std::size_t stories = 0;
  std::uint64_t operations = 0;
  for (const BoardReport& board : report.boards) {
    stories += board.stories.size();
    for (const Tally& story : board.stories) operations += story.operations;
  }
  const std::string failures =
      all.failed == 0
          ? "Every one ended with a whole, verified image: the old or the new one."
          : fmt::format("{} of them failed; the stories below say how to replay them.", grouped(all.failed));
  const char* with_loss = "Every one ended with a whole, verified image, unless damage had left none.";
  return fmt::format(
      "<section class=\"card verdict{}\"><h1>Switchback fault rig: faults during firmware updates</h1>"
      "<p class=\"big{}\">Devices bricked: {} of {} schedules</p><p class=\"next{}\">{}</p>"
      "<div class=\"tiles\">{}{}{}{}{}{}{}{}{}</div><p class=\"note\">{}</p></section>\n",
      all.failed == 0 ? "" : " bad", all.bricked == 0 ? "" : " bad", grouped(all.bricked), grouped(all.schedules),
      all.failed == 0 ? "" : " bad", all.failed == 0 && all.lost != 0 ? with_loss : failures,
      tile(report.boards.size(), "boards"), tile(stories, "stories"), tile(operations, "flash operations"),
      tile(all.ended_old, "ended old"), tile(all.ended_new, "ended new"), tile(all.lost, "lost to damage"),
      tile(all.bricked, "bricked"), tile(all.wrong, "ran a wrong image"), tile(all.failed, "failed"),
      options_text(report));
}

std::string swatch(const char* shape, const char* words) {
  return fmt::format("<span><svg viewBox=\"0 0 22 22\">{}</svg>{}</span>", shape, words);
}

std::string legend() {
  return "<section class=\"card\"><p class=\"note\">Each story below runs from left to right, one column for each "
         "operation on the flash. Power fails at that operation, before it and inside; the strip shows which firmware "
         "the device then ends with by restarts alone: a new one that nobody confirms gives way to the old one, as it "
         "must. The lanes under it show who was at work, and where.</p>"
         "<div class=\"legend\">" +
         swatch("<rect class=\"n\" width=\"22\" height=\"11\"/>", "power cut here: ends with the new firmware") +
         swatch("<rect class=\"o\" y=\"11\" width=\"22\" height=\"11\"/>", "ends with the old firmware") +
         swatch("<rect class=\"m\" width=\"22\" height=\"22\"/>", "old or new, as the operation tore") +
         swatch("<rect class=\"x\" width=\"22\" height=\"22\"/>", "failed") +
         swatch("<rect class=\"who\" y=\"6\" width=\"22\" height=\"10\"/>", "at work") +
         swatch("<rect class=\"p\" y=\"6\" width=\"22\" height=\"10\"/>", "programs flash there") +
         swatch("<rect class=\"e\" y=\"6\" width=\"22\" height=\"10\"/>", "erases a sector there") +
         "</div></section>\n";
}

std::string cell(std::uint64_t number, bool is_bad) {
  const char* style = number == 0 ? " class=\"zero\"" : is_bad ? " class=\"bad\"" : "";
  return fmt::format("<td{}>{}</td>", style, grouped(number));
}

std::string row(const char* name, const Counts& counts, const char* style) {
  return fmt::format("<tr{}><td>{}</td>{}{}{}{}{}{}{}</tr>\n", style, name, cell(counts.schedules, false),
                     cell(counts.ended_old, false), cell(counts.ended_new, false), cell(counts.lost, false),
                     cell(counts.bricked, true), cell(counts.wrong, true), cell(counts.failed, true));
}

const char* kind_words(Kind kind) {
  static constexpr std::array<const char*, kKinds> kWords = {"undisturbed",
                                                             "one power cut",
                                                             "second cut in the recovery",
                                                             "power for k operations at a time",
                                                             "cut, then a bit flips",
                                                             "cut, then a unit cannot be read",
                                                             "cut, then a sector goes bad",
                                                             "cut, then a sector wears out",
                                                             "two cuts and two damages"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string kinds_table(const BoardReport& board) {
  std::string rows;
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
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
    text += fmt::format("<div class=\"failure\"><code>switchback rig replay &#39;{}&#39;</code>",
                        escape_markup(failure.replay));
    for (const std::string& problem : failure.problems) text += "<p>" + escape_markup(problem) + "</p>";
    text += "</div>\n";
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
  if (story.of(Kind::kRepeated).schedules != 0) {
    note += fmt::format(" Gets through as soon as power lasts {} operations at a time.",
                        grouped(std::max<std::uint64_t>(story.least_operations, 1)));
  }
  return fmt::format("<section class=\"story\"><h3>{}</h3><p class=\"note\">{}</p>{}{}{}</section>\n",
                     escape_markup(story.scenario), note, timeline(board, story), erase_bars(board, story),
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
      kinds_table(board) + erases_table(board), stories);
}

// One line for each board; nothing where there is only one.
std::string overview(const Report& report) {
  if (report.boards.size() < 2) return "";
  std::string rows;
  for (const BoardReport& board : report.boards) {
    const Counts all = board.total();
    rows +=
        fmt::format("<tr><td>{}</td><td>{}</td>{}{}{}{}{}{}{}</tr>\n", escape_markup(board.name),
                    board.strategy == bootloader::Strategy::kSwap ? "swap" : "A/B", cell(board.stories.size(), false),
                    cell(all.schedules, false), cell(all.ended_old, false), cell(all.ended_new, false),
                    cell(all.lost, false), cell(all.bricked, true), cell(all.failed, true));
  }
  return "<section class=\"card wide\"><table class=\"last\"><tr><th>board</th><th>strategy</th><th>stories</th>"
         "<th>schedules</th><th>ended old</th><th>ended new</th><th>lost</th><th>bricked</th><th>failed</th></tr>\n" +
         rows + "</table></section>\n";
}

}  // namespace

std::string to_html(const Report& report) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>Switchback fault rig: {} bricked of {} schedules</title><style>{}</style></head>\n<body><main>\n",
      grouped(report.total().bricked), grouped(report.total().schedules), kReportStyle);
  page += verdict(report) + overview(report) + rows_section(report) + legend();
  for (const BoardReport& board : report.boards) page += board_section(board);
  return page + "</main></body></html>\n";
}

}  // namespace switchback::rig
