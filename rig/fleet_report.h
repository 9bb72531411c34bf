// What fleets came to, for machines: JSON that reads back and merges.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifests/error.h"
#include "rig/fleet.h"

namespace switchback::rig {

struct FleetStory {
  std::string name;
  FleetTally tally;  // without its failures
};

struct FleetBoard {
  std::string name;
  std::uint32_t checksum = 0;  // of the flash, its model, and all that the stories put into it
  std::vector<FleetStory> stories;

  FleetTally total() const;
};

struct FleetReport {
  FleetOptions options;                     // share: the least that ran
  std::vector<std::uint32_t> shares = {0};  // that ran, of options.shares: ascending, each once
  std::uint64_t elapsed_ms = 0;             // of all shares, one after the other
  std::vector<FleetBoard> boards;
  std::vector<DeviceFailure> failures;  // by number, at most kMaxDeviceFailures

  FleetTally total() const;
  bool is_whole() const { return shares.size() == options.shares; }
};

// What run_fleet() returned for `models` and `options`.
FleetReport make_fleet_report(const std::vector<Model>& models, const FleetOptions& options,
                              const std::vector<FleetTally>& tallies);

// Adds another share of the same fleet. kIncompatible: another seed, number of devices, rates, boards or stories, or a
// share that is in it already; the message names what differs. `report` is then as it was.
Result<void> merge(FleetReport& report, const FleetReport& other);

// manifests/schemas/rig-fleet.schema.json.
std::string to_json(const FleetReport& report);

// Whether a JSON text says that it is the report of a fleet.
bool is_fleet_report(std::string_view text);

// kFormat: not such a file, or one whose figures do not add up; the message names each field, what was expected, and
// what was found.
Result<FleetReport> fleet_report_from_json(std::string_view text);

}  // namespace switchback::rig
