// Where instructions go, as a picture: calls as boxes below their callers, as wide as what they cost.
#pragma once

#include <span>
#include <string>

#include "rig/arm/cost.h"

namespace switchback::rig {

struct FlamePanel {
  std::string title;
  CallTree calls;
};

// `calls` without one phase's own instructions, so that the others can be seen beside the signature.
CallTree without(const CallTree& calls, const ArmFunctions& functions, CostPhase phase);

// A self-contained SVG; panels one below the other. The same panels give the same bytes.
std::string flame_graph(std::span<const FlamePanel> panels, const ArmFunctions& functions);

}  // namespace switchback::rig
