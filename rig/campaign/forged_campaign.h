// Campaigns of forged contents: all that are listed for a board, and a number of drawn ones.
#pragma once

#include "rig/campaign/tally.h"
#include "rig/forged/device.h"

namespace switchback::rig {

struct ForgedOptions {
  std::uint64_t seed = 1;
  std::uint64_t drawn = 0;  // contents besides the listed ones
  std::uint32_t shard = 0;
  std::uint32_t shards = 1;
  bool stop_at_failure = false;
};

// Replay lines of the result run under the same seed.
Tally run_forged(const Board& board, const Story& story, const ForgedOptions& options);

// Runs contents `number` as run_forged() does. `left` (unless nullptr) gets the cells before the
// first start.
ForgedVerdict run_forged_contents(ForgedDevice& device, const Forger& forger, std::uint64_t number,
                                  Cells* left = nullptr);

}  // namespace switchback::rig
