#include "tests/campaign/run_strategy.h"

#include <doctest/doctest.h>

#include <cstdio>

#include "tests/campaign/catalogue.h"

namespace switchback::testing {
namespace {

using rig::Board;
using rig::Options;
using rig::Scenario;
using rig::Tally;

void print(const char* title, const Tally& tally) {
  std::printf("%-44s %6llu cut points, %7llu cuts, %7llu pairs: %7llu old, %7llu new, %llu bricked, %llu failed\n",
              title, static_cast<unsigned long long>(tally.cut_points),
              static_cast<unsigned long long>(tally.schedules), static_cast<unsigned long long>(tally.pairs),
              static_cast<unsigned long long>(tally.ended_old), static_cast<unsigned long long>(tally.ended_new),
              static_cast<unsigned long long>(tally.bricked), static_cast<unsigned long long>(tally.failed));
  for (const std::string& failure : tally.failures) std::printf("  %s\n", failure.c_str());
}

Tally run_board(const Board& board, const Options& options) {
  Tally total;
  for (const std::string& name : scenario_names(board)) {
    const Scenario scenario = make_scenario(board, name);
    const Tally tally = run_campaign(board, scenario, options);
    print((board.name() + " " + name).c_str(), tally);
    total += tally;
  }
  total.failures.clear();  // printed already
  return total;
}

}  // namespace

void run_strategy(const char* title, bool swap) {
  const Options options{.seed = 1, .pair_every = 3};
  Tally total;
  for (const std::string& name : board_names()) {
    const auto board = make_board(name);
    if (board->is_swap() == swap) total += run_board(*board, options);
  }
  print(title, total);
  CHECK(total.cut_points > 0);
  CHECK(total.ended_old > 0);
  CHECK(total.ended_new > 0);
  CHECK(total.bricked == 0);
  CHECK(total.failed == 0);
}

}  // namespace switchback::testing
