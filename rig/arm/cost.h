// What a bootloader's starts cost: instructions and stack, by what they are for.
#pragma once

#include <array>
#include <string_view>

#include "rig/arm/call_tree.h"
#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

enum class CostPhase : std::uint8_t {
  kHash,       // SHA-256, but not the reading of what is hashed
  kSignature,  // p256-m, and what surrounds it
  kDecode,     // packages and patches
  kFlash,      // the driver: reads, programs, erases, waits
  kJournal,    // records
  kConfirm,    // the second decision, with all that it calls
  kCopy,       // what is programmed and moved
  kConsole,
  kPolicy,  // everything else
};
constexpr std::size_t kCostPhases = 9;
const char* name_of(CostPhase phase);

// For each node of the tree: the innermost function that a rule in cost.cc names decides, and what it calls by no name
// belongs to it (memcpy, for one).
std::vector<CostPhase> phases_of(const CallTree& tree, const ArmFunctions& functions);

struct PhaseCost {
  std::uint64_t instructions = 0;
  std::uint64_t with_calls = 0;   // those of other phases included that were called from it
  std::uint32_t stack_bytes = 0;  // the most in use while one of its own was executed
};

// What no bootloader can do without, whatever surrounds it.
struct PrimitiveCost {
  std::uint64_t compressions = 0;  // calls of SHA-256's compression function
  std::uint64_t compression_instructions = 0;
  std::uint64_t signature_instructions = 0;  // of p256-m; what is inlined elsewhere is not told apart
  std::uint64_t sum() const { return compression_instructions + signature_instructions; }
};

struct Cost {
  std::uint64_t instructions = 0;
  std::uint32_t stack_bytes = 0;
  std::array<PhaseCost, kCostPhases> phases{};  // their own instructions add up to all
  PrimitiveCost primitives;
  const PhaseCost& of(CostPhase phase) const { return phases[static_cast<std::size_t>(phase)]; }

  // How many times what the primitives cost alone; and the same but for p256-m, which outweighs all else. 0: neither
  // was executed.
  double ratio() const;
  double ratio_beside_signatures() const;
};
Cost cost_of(const CallTree& tree, const ArmFunctions& functions);

struct FunctionCost {
  std::string_view name;  // borrowed
  std::uint64_t calls = 0;
  std::uint64_t instructions = 0;  // its own
  std::uint32_t stack_bytes = 0;   // callers' included
};
// Those that were executed, the dearest first.
std::vector<FunctionCost> function_costs(const CallTree& tree, const ArmFunctions& functions);

// A story's starts, of one kind.
struct StartCosts {
  std::uint32_t starts = 0;
  std::uint32_t image_bytes = 0;
  CallTree calls;
};
struct StoryCosts {
  StartCosts boot;     // the last start, which has nothing to do; its image runs
  StartCosts install;  // all starts in which the bootloader programs or erases; its image is the new one
};

// Every instruction is executed, those of signatures as well. `board` has the machine-code bootloader of which
// `functions` are, and which nobody else uses meanwhile. kIncompatible: with this bootloader the story comes to no end.
Result<StoryCosts> measure_story(const Board& board, const Scenario& story, const ArmFunctions& functions);

}  // namespace switchback::rig
