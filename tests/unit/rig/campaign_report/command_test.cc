#include "rig/campaign_report/command.h"

#include <doctest/doctest.h>

namespace switchback::rig {
namespace {

TEST_CASE("Command: it has what was asked for and was not so anyway, in words that a shell takes as they are") {
  CampaignReport report;
  report.arguments = {"a board.json", "--story", "it's", "$x"};
  CHECK(command_of(report) == "switchback rig run 'a board.json' --story 'it'\\''s' '$x' --seed 1");
  report.options = {.seed = 2, .patterns = 1, .pairs_each = 3, .all_pairs = true, .damage_each = 4, .repeated = true};
  report.options.stop_at_failure = true;
  report.arguments = {"b.json"};
  CHECK(command_of(report) ==
        "switchback rig run b.json --seed 2 --patterns 1 --pairs 3 --all-pairs --damage 4 --repeated "
        "--stop-at-failure");
}

}  // namespace
}  // namespace switchback::rig
