// Runs one schedule again: replay_power_cut 'v1:board=…,scenario=…,seed=…,cut=…'.
#include <algorithm>
#include <cstdio>

#include "tests/campaign/catalogue.h"

namespace {

int replay(const char* line) {
  const auto schedule = switchback::rig::parse_replay_line(line);
  if (!schedule) {
    std::fprintf(stderr, "%s\n", schedule.error().message.c_str());
    return 2;
  }
  const auto board = switchback::testing::make_board(schedule->board);
  const auto names = board ? switchback::testing::scenario_names(*board) : std::vector<std::string>{};
  if (std::find(names.begin(), names.end(), schedule->scenario) == names.end()) {
    std::fprintf(stderr, "no board %s with scenario %s\n", schedule->board.c_str(), schedule->scenario.c_str());
    return 2;
  }
  const auto verdict = run_schedule(*board, switchback::testing::make_scenario(*board, schedule->scenario), *schedule);
  std::printf("power was cut: %s; bricked: %s; resets alone end with: %s\n", verdict.power_was_cut ? "yes" : "no",
              verdict.bricked ? "yes" : "no", verdict.resets_end_with.c_str());
  for (const std::string& problem : verdict.problems) std::printf("%s\n", problem.c_str());
  return verdict.problems.empty() && !verdict.bricked ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2) return replay(argv[1]);
  std::fprintf(stderr, "usage: replay_power_cut 'v1:board=…,scenario=…,seed=…,cut=…'\n");
  return 2;
}
