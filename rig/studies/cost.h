// The cost of a bootloader's starts: instructions and stack, by purpose.
#pragma once

#include <array>
#include <string_view>

#include "rig/device/board.h"
#include "rig/device/story.h"
#include "rig/studies/call_tree.h"

namespace switchback::rig {

enum class CostPhase : std::uint8_t {
  kHash,       // SHA-256, without reading its input
  kSignature,  // the arithmetic, and the checks around it
  kDecode,     // packages and patches
  kFlash,      // the driver: reads, programs, erases, waits
  kJournal,    // records
  kConfirm,    // the second decision, with all that it calls
  kCopy,       // copies, erases and exchanges
  kConsole,
  kPolicy,  // everything else
};
constexpr std::size_t kCostPhases = 9;
const char* name_of(CostPhase phase);

// The phase of each node: that of the innermost function that a rule in cost.cc names. Callees
// without a rule (memcpy, for example) belong to their caller's phase.
std::vector<CostPhase> phases_of(const CallTree& tree, const ArmFunctions& functions);

struct PhaseCost {
  std::uint64_t instructions = 0;
  std::uint64_t with_calls = 0;   // including calls of other phases
  std::uint32_t stack_bytes = 0;  // most in use during its own instructions
};

// Work that no bootloader can avoid.
struct PrimitiveCost {
  std::uint64_t compressions = 0;  // calls of SHA-256's compression function
  std::uint64_t compression_instructions = 0;
  std::uint64_t signature_instructions = 0;  // of the arithmetic, as far as it is not inlined
  std::uint64_t sum() const { return compression_instructions + signature_instructions; }
};

struct Cost {
  std::uint64_t instructions = 0;
  std::uint32_t stack_bytes = 0;
  std::array<PhaseCost, kCostPhases> phases{};  // own instructions; they add up to all
  PrimitiveCost primitives;
  const PhaseCost& of(CostPhase phase) const { return phases[static_cast<std::size_t>(phase)]; }

  // All instructions divided by those of the primitives; and the same without the
  // signatures' arithmetic. 0 if none was executed.
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
// Executed functions, the most expensive first.
std::vector<FunctionCost> function_costs(const CallTree& tree, const ArmFunctions& functions);

// The starts of one kind in a story.
struct StartCosts {
  std::uint32_t starts = 0;
  std::uint32_t image_bytes = 0;
  CallTree calls;
};
struct StoryCosts {
  // The last start, which has nothing to do; `image_bytes` of the image that runs.
  StartCosts boot;
  // All starts in which the bootloader programs or erases; `image_bytes` of the new image.
  StartCosts install;
};

// Executes every instruction, those of signatures included. `board` has the machine-code bootloader
// that `functions` describe, and nobody else uses it meanwhile.
//   kIncompatible: the story does not end with this bootloader
Result<StoryCosts> measure_story(const Board& board, const Story& story, const ArmFunctions& functions);

}  // namespace switchback::rig
