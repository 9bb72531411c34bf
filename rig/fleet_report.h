// What fleets came to, for machines and for people: JSON that reads back and merges, JUnit XML, one HTML page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"
#include "rig/fleet.h"
#include "rig/merging.h"

namespace switchback::rig {

struct FleetStory {
  std::string name;
  FleetTally tally;  // without its failures
};

struct FleetBoard {
  std::string name;
  bootloader::Strategy strategy = bootloader::Strategy::kSwap;
  std::uint32_t checksum = 0;  // of the flash, its model, and all that the stories put into it
  std::vector<FleetStory> stories;

  FleetTally total() const;
};

struct FleetReport {
  std::vector<std::string> arguments;  // of the command line that chose boards, stories and firmware
  FleetOptions options;                // but for its share, which is one of those in `shares`
  Shares shares;
  std::uint64_t elapsed_ms = 0;  // of all shares, one after the other
  std::vector<FleetBoard> boards;
  std::vector<DeviceFailure> failures;  // by number, at most kMaxDeviceFailures

  FleetTally total() const;
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

// A test suite for each board, a test case for each story. A failed one carries the replay lines of its devices.
std::string to_junit(const FleetReport& report);

// A page that needs nothing else: no script, no network. Fit for print.
std::string to_html(const FleetReport& report);

}  // namespace switchback::rig
