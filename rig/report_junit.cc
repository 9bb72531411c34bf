// Reports as JUnit XML, as CI systems read it.
#include <fmt/format.h>

#include "rig/report.h"

namespace switchback::rig {
namespace {

std::string failure_text(const Tally& story) {
  std::string text;
  for (const Failure& failure : story.failures) {
    text += fmt::format("{}: switchback rig replay '{}'\n", kind_name(failure.kind), failure.replay);
    for (const std::string& problem : failure.problems) text += "    " + problem + "\n";
  }
  return text;
}

std::string test_case(const Tally& story) {
  const Counts all = story.total();
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escape_markup(story.board),
                                       escape_markup(story.scenario));
  if (all.failed == 0) return head + "/>\n";
  return fmt::format(
      "{}>\n      <failure message=\"{} of {} schedules failed, {} bricked\">{}</failure>\n    </testcase>\n", head,
      all.failed, all.schedules, all.bricked, escape_markup(failure_text(story)));
}

std::size_t failed_stories(const BoardReport& board) {
  std::size_t failed = 0;
  for (const Tally& story : board.stories) failed += story.total().failed == 0 ? 0u : 1u;
  return failed;
}

}  // namespace

std::string to_junit(const Report& report) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failed = 0;
  for (const BoardReport& board : report.boards) {
    suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
                          escape_markup(board.name), board.stories.size(), failed_stories(board));
    for (const Tally& story : board.stories) suites += test_case(story);
    suites += "  </testsuite>\n";
    tests += board.stories.size();
    failed += failed_stories(board);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"switchback rig\" tests=\"{}\" failures=\"{}\" time=\"{}.{:03}\">\n{}</testsuites>\n",
      tests, failed, report.elapsed_ms / 1000, report.elapsed_ms % 1000, suites);
}

}  // namespace switchback::rig
