// A small fleet's report, in two shards.
#pragma once

#include "rig/fleet/report.h"

namespace switchback::testing {

using rig::DeviceFailure;
using rig::End;
using rig::FleetReport;
using rig::FleetTally;

inline FleetTally make_tally(std::uint64_t installed, std::uint64_t bricked) {
  FleetTally tally;
  tally.ends[static_cast<std::size_t>(End::kInstalled)] = installed;
  tally.ends[static_cast<std::size_t>(End::kBricked)] = bricked;
  tally.faults = {.devices = 1, .power_losses = 2, .bit_flips = 3, .read_errors = 4};
  tally.faults.bad_sectors = 5;
  tally.faults.worn_sectors = 6;
  tally.faults.drops = 7;
  tally.rows[rig::row_index(rig::TransitionId::kConfirm)] = 5;
  return tally;
}

inline DeviceFailure make_failure(std::uint32_t device) {
  return {device, End::kBricked, "v1:board=board-1,scenario=second,seed=1", {"nothing boots: \"kFlashRead\""}};
}

// Shard `shard` of two, of a fleet of seven.
inline FleetReport half(std::uint32_t shard) {
  FleetReport report;
  report.options = {.seed = ~std::uint64_t{0}, .devices = 7};
  report.options.rates = {.power_loss = 0.1, .bit_rot = 1e-7, .drop = 1};
  report.shards = {2, {shard}};
  report.arguments = {"boards/board 1.json", "--story", "first"};
  report.elapsed_ms = 100;
  report.boards = {{"board-1",
                    bootloader::Strategy::kAb,
                    0xdeadbeef,
                    {{"first", make_tally(2, 0)}, {"second", make_tally(shard == 0 ? 1 : 0, 1)}}}};
  report.failures = {make_failure(shard == 0 ? 6 : 1)};
  return report;
}

}  // namespace switchback::testing
