// Cuts power between two instructions of a bootloader's machine code. (rig/campaign/campaign.h cuts
// before and inside flash operations.)
#pragma once

#include <string>
#include <vector>

#include "rig/device/board.h"
#include "rig/device/story.h"

namespace switchback::rig {

struct InstructionCutOptions {
  std::uint64_t every = 20'011;  // instructions from one cut to the next, within each start
  std::uint64_t offset = 0;      // instructions before the first cut
  std::uint64_t seed = 1;        // places the second cuts
  std::uint64_t only_cut = 0;    // only the story's n-th, from 1; 0: all
  std::uint32_t shard = 0;       // of the cuts
  std::uint32_t shards = 1;
};

struct InstructionCutTally {
  std::uint64_t starts = 0;        // of the story without cuts
  std::uint64_t instructions = 0;  // that these took
  std::uint64_t cuts = 0;          // each alone, and with a second one in the next start
  std::uint64_t second_cuts = 0;
  std::uint64_t ended_old = 0;  // with the device's first firmware
  std::uint64_t ended_new = 0;
  std::uint64_t bricked = 0;
  // Problems after a cut, bricked devices included, each with the options of `rig arm cuts` that
  // show it again.
  std::vector<std::string> failures;

  InstructionCutTally& operator+=(const InstructionCutTally& other);
};

// `board` has a machine-code bootloader that nobody else uses meanwhile. Starts and instructions
// count in the first shard only. Throws std::runtime_error if the story does not end without cuts.
InstructionCutTally run_instruction_cuts(const Board& board, const Story& story, const InstructionCutOptions& options);

}  // namespace switchback::rig
