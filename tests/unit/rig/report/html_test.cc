// The building blocks of pages (rig/report_parts/html.h).
#include "rig/report_parts/html.h"

#include <doctest/doctest.h>

#include "rig/fleet/command.h"
#include "rig/report/report_command.h"

namespace switchback::rig {
namespace {

TEST_CASE("Html: text that XML cannot carry is replaced") {
  CHECK(escape_markup("a\x01"
                      "b\n") == "a?b\n");
}

TEST_CASE("Html: a share never reads as none or as all where it is not") {
  CHECK(percent(0, 5) == "0 %");
  CHECK(percent(5, 5) == "100 %");
  CHECK(percent(1, 1'000'000) == "< 0.1 %");
  CHECK(percent(999'999, 1'000'000) == "> 99.9 %");
  CHECK(percent(1, 3) == "33.3 %");
  CHECK(percent(0, 0) == "0 %");
}

TEST_CASE("Html: times have the unit that fits") {
  CHECK(time_text(999) == "0.9 s");
  CHECK(time_text(61'234) == "1 min 1 s");
  CHECK(time_text(7'320'000) == "2 h 2 min");
}

TEST_CASE("Command: it has what was asked for and was not so anyway, in words that a shell takes as they are") {
  Report report;
  report.arguments = {"a board.json", "--story", "it's", "$x"};
  CHECK(command_of(report) == "switchback rig run 'a board.json' --story 'it'\\''s' '$x' --seed 1");
  report.options = {.seed = 2, .patterns = 1, .pairs_each = 3, .all_pairs = true, .damage_each = 4, .repeated = true};
  report.options.stop_at_failure = true;
  report.arguments = {"b.json"};
  CHECK(command_of(report) ==
        "switchback rig run b.json --seed 2 --patterns 1 --pairs 3 --all-pairs --damage 4 --repeated "
        "--stop-at-failure");
}

TEST_CASE("Command: a fleet's has its devices, its seed, and the rates that are not 0") {
  FleetReport report;
  report.arguments = {"b.json"};
  report.options = {.seed = 3, .devices = 9, .rates = {.power_loss = 0.25, .drop = 1e-7}};
  const std::string whole = "switchback rig fleet b.json --devices 9 --seed 3 --power-loss-rate 0.25 --drop-rate 1e-07";
  CHECK(command_of(report) == whole);
  report.shares = {4, {2}};
  CHECK(command_of(report) == whole + " --shard 3/4");
  report.shares = {4, {1, 2}};
  CHECK(command_of(report) == whole);
}

}  // namespace
}  // namespace switchback::rig
