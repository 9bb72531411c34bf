// to_junit() for fleets.
#include <fmt/format.h>

#include <map>

#include "rig/campaign/schedule.h"
#include "rig/fleet/report.h"
#include "rig/report_parts/junit.h"

namespace switchback::rig {
namespace {

// The failures as text, by board and story.
using FailureTexts = std::map<std::pair<std::string, std::string>, std::string>;

FailureTexts failure_texts(const FleetReport& report) {
  FailureTexts texts;
  for (const DeviceFailure& failure : report.failures) {
    const auto schedule = parse_replay_line(failure.replay);
    if (!schedule) continue;
    std::string& text = texts[{schedule->board, schedule->story}];
    text += fmt::format("device {} {}: switchback rig replay '{}'\n", failure.device, end_name(failure.end),
                        failure.replay);
    for (const std::string& problem : failure.problems) text += "    " + problem + "\n";
  }
  return texts;
}

JunitCase case_of(const FleetStory& story, const std::string& details) {
  const FleetTally& tally = story.tally;
  if (tally.bad() == 0) return {story.name, "", ""};
  return {
      story.name,
      fmt::format("{} of {} devices failed, {} of them bricked", tally.bad(), tally.devices(), tally.of(End::kBricked)),
      details};
}

}  // namespace

std::string to_junit(const FleetReport& report) {
  FailureTexts texts = failure_texts(report);
  std::vector<JunitSuite> suites;
  for (const FleetBoard& board : report.boards) {
    JunitSuite& suite = suites.emplace_back(JunitSuite{board.name, {}});
    for (const FleetStory& story : board.stories) {
      suite.cases.push_back(case_of(story, texts[{board.name, story.name}]));
    }
  }
  return to_junit(suites, report.elapsed_ms);
}

}  // namespace switchback::rig
