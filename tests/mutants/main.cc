// Runs the bootloader that is linked in through the campaign's schedules until one does not hold.
//
// mutant_<name>: the last line is "caught", after how many schedules, which one it was and what went wrong in it, or
// "survived" and how many there were, with tabs between them. Ends with 0 or 1.
//
// mutant_<name> --hold LINE: only the schedule of a replay line. Ends with 0 where it holds, 1 where not.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

#include "rig/random.h"
#include "tests/campaign/catalogue.h"

namespace {

using switchback::rig::Cut;
using switchback::rig::CutPhase;
using switchback::rig::Random;
using switchback::rig::Schedule;
using switchback::rig::Verdict;

constexpr unsigned kPatienceSeconds = 10;  // for one schedule, which takes a millisecond
constexpr std::uint64_t kSeed = 1;
// A round makes the first cuts at every kStride-th operation of every board and scenario, and a few pairs of cuts, so
// that all of them are seen early.
constexpr std::uint64_t kStride = 31;
constexpr std::uint64_t kRounds = 12;
constexpr int kPairs = 30;  // in a round, for each board and scenario

// Tears by number: the remainder of kTearStyles is the style, the rest says with the seed how much is complete.
constexpr std::uint32_t kTears = 64 * switchback::rig::kTearStyles;

std::string under_way;  // the result, should the schedule that runs never end or end the process

void print_under_way(int /*signal*/) {
  (void)!write(STDOUT_FILENO, under_way.data(), under_way.size());
  _exit(0);
}

using Boards = std::vector<std::unique_ptr<switchback::rig::Board>>;

struct Case {
  const switchback::rig::Board& board;
  switchback::rig::Scenario scenario;
  std::uint64_t operations = 0;  // of the undisturbed run
};

class Trial {
 public:
  // True: the schedule did not hold. The result is then printed.
  bool catches(Case& on, const std::vector<Cut>& cuts) {
    const Schedule schedule{on.board.name(), on.scenario.name, kSeed, cuts};
    const std::string caught = "caught\t" + std::to_string(++count_) + "\t" + replay_line(schedule) + "\t";
    under_way = caught + "it never ended, or crashed\n";
    alarm(kPatienceSeconds);
    const Verdict verdict = run_schedule(on.board, on.scenario, schedule);
    alarm(0);
    if (cuts.empty()) on.operations = verdict.operations;
    if (verdict.problems.empty() && !verdict.bricked) return false;
    std::printf("%s%s\n", caught.c_str(), verdict.problems.empty() ? "bricked" : verdict.problems[0].c_str());
    return true;
  }

  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
};

bool is_caught_by_cut_at(Trial& trial, Case& on, std::uint64_t operation, Random& random) {
  const std::uint32_t first = random.below(kTears);
  for (std::uint32_t pattern = first; pattern < first + switchback::rig::kTearStyles; ++pattern) {
    if (trial.catches(on, {{operation, CutPhase::kInside, pattern}})) return true;
  }
  return trial.catches(on, {{operation, CutPhase::kBefore, 0}}) ||
         trial.catches(on, {{operation, CutPhase::kAfter, 0}});
}

bool is_caught_by_one_cut(Trial& trial, std::vector<Case>& cases, std::uint64_t round, Random& random) {
  for (Case& on : cases) {
    for (std::uint64_t operation = round; operation < on.operations; operation += kStride) {
      if (is_caught_by_cut_at(trial, on, operation, random)) return true;
    }
  }
  return false;
}

bool is_caught_by_two_cuts(Trial& trial, std::vector<Case>& cases, Random& random) {
  const auto any_cut = [&](std::uint64_t operations) {
    const std::uint32_t operation = random.below(static_cast<std::uint32_t>(operations));
    const auto phase = static_cast<CutPhase>(random.below(3));
    return Cut{operation, phase, random.below(kTears)};
  };
  for (int i = 0; i < kPairs; ++i) {
    for (Case& on : cases) {
      const Cut first = any_cut(on.operations);
      if (trial.catches(on, {first, any_cut(on.operations - first.operation)})) return true;
    }
  }
  return false;
}

bool is_caught(Trial& trial, std::vector<Case>& cases) {
  Random random(kSeed);
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    if (is_caught_by_one_cut(trial, cases, round, random) || is_caught_by_two_cuts(trial, cases, random)) return true;
  }
  return false;
}

// Boards and scenarios, each with its undisturbed run. Nothing: one of them did not hold.
std::optional<std::vector<Case>> undisturbed(Trial& trial, Boards& boards) {
  std::vector<Case> cases;
  for (const std::string& name : switchback::testing::board_names()) {
    boards.push_back(switchback::testing::make_board(name));
    for (const std::string& scenario : switchback::testing::scenario_names(*boards.back())) {
      cases.push_back({*boards.back(), switchback::testing::make_scenario(*boards.back(), scenario)});
      if (trial.catches(cases.back(), {})) return std::nullopt;
    }
  }
  return cases;
}

int run_all() {
  Trial trial;
  Boards boards;
  std::optional<std::vector<Case>> cases = undisturbed(trial, boards);
  if (!cases || is_caught(trial, *cases)) return 0;
  std::printf("survived\t%llu\n", static_cast<unsigned long long>(trial.count()));
  return 1;
}

int hold(const char* line) {
  const auto schedule = switchback::rig::parse_replay_line(line);
  const auto board = schedule ? switchback::testing::make_board(schedule->board) : nullptr;
  if (!board) {
    std::fprintf(stderr, "no such schedule: %s\n", line);
    return 2;
  }
  const auto scenario = switchback::testing::make_scenario(*board, schedule->scenario);
  const Verdict verdict = run_schedule(*board, scenario, *schedule);
  for (const std::string& problem : verdict.problems) std::printf("%s\n", problem.c_str());
  return verdict.problems.empty() && !verdict.bricked ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--hold") == 0) return hold(argv[2]);
  for (const int signal : {SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, print_under_way);
  return run_all();
}
