// Results of fleets as JSON that can be read back and merged, as JUnit XML, and as one HTML page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "rig/fleet/fleet.h"
#include "rig/report_parts/merging.h"

namespace switchback::rig {

struct FleetStory {
  std::string name;
  FleetTally tally;  // without its failures
};

struct FleetBoard {
  std::string name;
  bootloader::Strategy strategy = bootloader::Strategy::kSwap;
  std::uint32_t checksum = 0;  // of the flash, its model, and the stories' contents
  std::vector<FleetStory> stories;

  FleetTally total() const;
};

struct FleetReport {
  std::vector<std::string> arguments;  // options that choose boards, stories and firmware
  FleetOptions options;                // without the shard: see `shards`
  Shards shards;
  std::uint64_t elapsed_ms = 0;  // sum over all shards
  std::vector<FleetBoard> boards;
  std::vector<DeviceFailure> failures;  // by number, at most kMaxDeviceFailures

  FleetTally total() const;
};

// Makes the report of what run_fleet() returned for `models` and `options`.
FleetReport make_fleet_report(const std::vector<Model>& models, const FleetOptions& options,
                              const std::vector<FleetTally>& tallies);

// Adds another shard of the same fleet. `report` is unchanged on error.
//   kIncompatible: another seed, number of devices, rates, boards or stories, or a shard that
//                  `report` already has; the message names the difference
Result<void> merge(FleetReport& report, const FleetReport& other);

// JSON as manifests/schemas/rig-fleet.schema.json defines it.
std::string to_json(const FleetReport& report);

// Whether a JSON text claims to be the report of a fleet.
bool is_fleet_report(std::string_view text);

// Reads what to_json() wrote.
//   kFormat: not such a file, or its figures do not add up; the message names each field, the
//            expected value and the found one
Result<FleetReport> fleet_report_from_json(std::string_view text);

// One test suite per board, one test case per story. A failed case has the replay lines of its
// devices.
std::string to_junit(const FleetReport& report);

// A self-contained page: no script, no network. Fit for print.
std::string to_html(const FleetReport& report);

}  // namespace switchback::rig
