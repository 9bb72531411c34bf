// Flame graphs of instructions: calls are boxes below their callers, as wide as their cost.
#pragma once

#include <span>
#include <string>

#include "rig/studies/cost.h"

namespace switchback::rig {

struct FlamePanel {
  std::string title;
  CallTree calls;
};

// `calls` without the own instructions of one phase, so that the others can be seen beside
// signatures.
CallTree without(const CallTree& calls, const ArmFunctions& functions, CostPhase phase);

// A self-contained SVG, one panel below the other. The same panels give the same bytes.
std::string flame_graph(std::span<const FlamePanel> panels, const ArmFunctions& functions);

}  // namespace switchback::rig
