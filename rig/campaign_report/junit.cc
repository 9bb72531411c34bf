// to_junit() for campaigns.
#include <fmt/format.h>

#include "rig/campaign_report/report.h"
#include "rig/report_parts/junit.h"

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

JunitCase case_of(const Tally& story) {
  const Counts all = story.total();
  if (all.failed == 0) return {story.name, "", ""};
  if (story.forged.contents != 0) {
    return {story.name,
            fmt::format("{} of {} contents failed: {} unverified entries, {} accesses outside", all.failed,
                        story.forged.contents, story.forged.unverified, story.forged.outside),
            failure_text(story)};
  }
  return {story.name, fmt::format("{} of {} schedules failed, {} bricked", all.failed, all.schedules, all.bricked),
          failure_text(story)};
}

}  // namespace

std::string to_junit(const CampaignReport& report) {
  std::vector<JunitSuite> suites;
  for (const BoardReport& board : report.boards) {
    JunitSuite& suite = suites.emplace_back(JunitSuite{board.name, {}});
    for (const Tally& story : board.stories) suite.cases.push_back(case_of(story));
  }
  return to_junit(suites, report.elapsed_ms);
}

}  // namespace switchback::rig
