// Every board and scenario of the catalogue, one power cut at every flash operation, and a sample of second cuts.
#include <doctest/doctest.h>

#include <cstdio>

#include "tests/campaign/catalogue.h"

namespace {

using switchback::rig::Board;
using switchback::rig::Options;
using switchback::rig::Scenario;
using switchback::rig::Tally;

void print(const char* title, const Tally& tally) {
  std::printf("%-44s %6llu cut points, %7llu cuts, %7llu pairs: %7llu old, %7llu new, %llu bricked, %llu failed\n", title,
              static_cast<unsigned long long>(tally.cut_points), static_cast<unsigned long long>(tally.schedules),
              static_cast<unsigned long long>(tally.pairs), static_cast<unsigned long long>(tally.ended_old),
              static_cast<unsigned long long>(tally.ended_new), static_cast<unsigned long long>(tally.bricked),
              static_cast<unsigned long long>(tally.failed));
  for (const std::string& failure : tally.failures) std::printf("  %s\n", failure.c_str());
}

Tally run_board(const Board& board, const Options& options) {
  Tally total;
  for (const std::string& name : switchback::testing::scenario_names(board)) {
    const Scenario scenario = switchback::testing::make_scenario(board, name);
    const Tally tally = run_campaign(board, scenario, options);
    print((board.name() + " " + name).c_str(), tally);
    total += tally;
  }
  total.failures.clear();  // printed already
  return total;
}

void run_strategy(const char* title, bool swap) {
  const Options options{.seed = 1, .second_cuts = 1};
  Tally total;
  for (const std::string& name : switchback::testing::board_names()) {
    const auto board = switchback::testing::make_board(name);
    if (board->is_swap() == swap) total += run_board(*board, options);
  }
  print(title, total);
  CHECK(total.cut_points > 0);
  CHECK(total.ended_old > 0);
  CHECK(total.ended_new > 0);
  CHECK(total.bricked == 0);
  CHECK(total.failed == 0);
}

}  // namespace

TEST_CASE("Campaign: with swap no power cut bricks, and every update converges") { run_strategy("swap:", true); }

TEST_CASE("Campaign: with A/B no power cut bricks, and every update converges") { run_strategy("ab:", false); }
