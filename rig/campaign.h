// Power-cut campaigns: every flash operation of an update, cut in every way, and the proof that resets alone bring the
// device back.
#pragma once

#include <string>
#include <vector>

#include "rig/schedule.h"
#include "rig/sim_device.h"

namespace switchback::rig {

// One update of one device. firmware[0] is what the device was made with.
struct Scenario {
  std::string name;
  std::vector<Firmware> firmware;
  Update update;
  std::string ends_with;        // the firmware that an undisturbed device settles on
  std::vector<Status> reasons;  // that the journal may show besides kOk
};

struct Options {
  std::uint64_t seed = 1;
  std::uint32_t patterns = kTearStyles;  // ways to tear each operation
  std::uint32_t pair_every = 0;  // after every so many first cuts, one with a second cut in its recovery; 0: none
};

struct Tally {
  std::uint64_t cut_points = 0;  // operations of the undisturbed run
  std::uint64_t schedules = 0;   // runs with one cut
  std::uint64_t pairs = 0;       // runs with two
  std::uint64_t ended_old = 0;   // on which image resets alone ended
  std::uint64_t ended_new = 0;
  std::uint64_t bricked = 0;          // at some start no known image ran
  std::uint64_t failed = 0;           // anything else that must not be, with or without a brick
  std::vector<std::string> failures;  // a replay line and what went wrong; the first few

  Tally& operator+=(const Tally& other);
};

// The undisturbed run, then every first cut (before, inside with each pattern, after each operation), then pairs.
Tally run_campaign(const Board& board, const Scenario& scenario, const Options& options);

// What one schedule came to.
struct Verdict {
  bool power_was_cut = false;  // false: the run was over before the last cut
  bool bricked = false;
  std::string resets_end_with;        // the image that runs after resets alone
  std::vector<std::string> problems;  // empty: as it should be
  std::uint64_t operations = 0;       // of the undisturbed rest
};

// One schedule from a new device on: the cuts, then on a copy resets alone, then the application going on undisturbed.
Verdict run_schedule(const Board& board, const Scenario& scenario, const Schedule& schedule);

}  // namespace switchback::rig
