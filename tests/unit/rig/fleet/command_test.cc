#include "rig/fleet/command.h"

#include <doctest/doctest.h>

namespace switchback::rig {
namespace {

TEST_CASE("Command: a fleet's has its devices, its seed, and the rates that are not 0") {
  FleetReport report;
  report.arguments = {"b.json"};
  report.options = {.seed = 3, .devices = 9, .rates = {.power_loss = 0.25, .drop = 1e-7}};
  const std::string whole = "switchback rig fleet b.json --devices 9 --seed 3 --power-loss-rate 0.25 --drop-rate 1e-07";
  CHECK(command_of(report) == whole);
  report.shards = {4, {2}};
  CHECK(command_of(report) == whole + " --shard 3/4");
  report.shards = {4, {1, 2}};
  CHECK(command_of(report) == whole);
}

}  // namespace
}  // namespace switchback::rig
