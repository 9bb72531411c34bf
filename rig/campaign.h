// Campaigns: every flash operation of a story, cut in every way, and every other fault on top of that; and the proof
// that resets alone bring the device back.
#pragma once

#include <functional>

#include "rig/tally.h"

namespace switchback::rig {

struct Options {
  std::uint64_t seed = 1;
  std::uint32_t patterns = kTearStyles;  // ways to tear each operation
  std::uint32_t pairs_each = 0;          // second cuts in the recovery from each cut, chosen by the seed; 0: none
  bool all_pairs = false;                // all of them instead
  std::uint32_t damage_each = 0;         // schedules of each kind of damage at each operation; 0: none
  bool repeated = false;                 // power that lasts only k operations, for every k
  bool forged = false;                   // instead of all that: flash contents that a compromised application wrote,
  std::uint64_t contents = 0;            // those that are listed and so many drawn ones
  bool hostile = false;                  // artefacts with each byte changed, and of other lengths
  std::uint32_t share = 0;               // which of so many shares of the operations to run: results add up
  std::uint32_t shares = 1;
  bool stop_at_failure = false;  // the first one ends the campaign
};

// The undisturbed story, then each of its operations: cut before it and inside with each pattern (a cut after it is one
// before the next), and what Options add. Replay lines of the result run under the same seed.
Tally run_campaign(const Board& board, const Scenario& scenario, const Options& options);

// The shares of several campaigns on so many threads. `progress` (may be empty) is told, one call at a time, how many
// of all shares are done. In the order of `plans`.
struct Plan {
  const Board* board = nullptr;
  const Scenario* scenario = nullptr;
  Options options;  // its share is itself spread over the threads
};
using CampaignProgress = std::function<void(std::size_t done, std::size_t total)>;
std::vector<Tally> run_campaigns(const std::vector<Plan>& plans, unsigned threads, const CampaignProgress& progress);

}  // namespace switchback::rig
