// Power that fails between two instructions of a bootloader's machine code, wherever that is; operations on the flash
// are cut inside by rig/campaign.h.
#pragma once

#include <string>
#include <vector>

#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

struct InstructionCutOptions {
  std::uint64_t every = 20'011;  // instructions from one cut to the next, within each start
  std::uint64_t offset = 0;      // instructions before the first
  std::uint64_t seed = 1;        // where second cuts strike
  std::uint64_t only_cut = 0;    // the story's n-th, from 1 on; 0: all
  std::uint32_t share = 0;       // of the cuts
  std::uint32_t shares = 1;
};

struct InstructionCutTally {
  std::uint64_t starts = 0;        // of the story without cuts
  std::uint64_t instructions = 0;  // that these took
  std::uint64_t cuts = 0;          // each is tried alone, and with a second one in the start behind it
  std::uint64_t second_cuts = 0;
  std::uint64_t ended_old = 0;  // with the firmware that the device was made with
  std::uint64_t ended_new = 0;
  std::uint64_t bricked = 0;
  std::vector<std::string> failures;  // what a cut led to that must not be, bricked ones included, and how to see it
                                      // again: the options of `rig arm cuts`

  InstructionCutTally& operator+=(const InstructionCutTally& other);
};

// `board` has a machine-code bootloader that nobody else uses meanwhile. Starts and instructions count in the first
// share alone. Throws std::runtime_error where the story does not come to an end without cuts.
InstructionCutTally run_instruction_cuts(const Board& board, const Scenario& story,
                                         const InstructionCutOptions& options);

}  // namespace switchback::rig
