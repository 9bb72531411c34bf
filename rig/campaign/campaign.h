// Campaigns: cut power at every flash operation of a story, in every way, add every other fault,
// and check that resets alone recover the device.
#pragma once

#include <functional>

#include "rig/campaign/tally.h"

namespace switchback::rig {

struct CampaignOptions {
  std::uint64_t seed = 1;
  std::uint32_t patterns = kTearStyles;  // ways to tear each operation
  std::uint32_t pairs_each = 0;          // second cuts after each cut, drawn with the seed; 0: none
  bool all_pairs = false;                // all second cuts instead of drawn ones
  std::uint32_t damage_each = 0;         // schedules of each kind of damage per operation; 0: none
  bool repeated = false;                 // also power that lasts only k operations, for every k
  bool forged = false;                   // only forged flash contents (rig/forged/contents.h):
  std::uint64_t contents = 0;            // the listed ones and this many drawn ones
  bool hostile = false;                  // also artefacts with a changed byte or another length
  std::uint32_t shard = 0;               // runs this one of `shards` shards; results add up
  std::uint32_t shards = 1;
  bool stop_at_failure = false;  // ends the campaign at the first failure
};

// Runs the undisturbed story. Then cuts power before and inside each of its operations, with each
// pattern (a cut after an operation equals one before the next), and adds the faults of `options`.
// Replay lines of the result run under the same seed.
Tally run_campaign(const Board& board, const Story& story, const CampaignOptions& options);

// One campaign; everything is borrowed.
struct CampaignPlan {
  const Board* board = nullptr;
  const Story* story = nullptr;
  CampaignOptions options;  // its shard is itself spread over the threads
};
using CampaignProgress = std::function<void(std::size_t done, std::size_t total)>;
// Spreads the shards of several campaigns over `threads` threads. `progress` may be empty; calls do
// not overlap and give the number of finished shards and of all shards. Returns one tally per plan,
// in order.
std::vector<Tally> run_campaigns(const std::vector<CampaignPlan>& plans, unsigned threads,
                                 const CampaignProgress& progress);

}  // namespace switchback::rig
