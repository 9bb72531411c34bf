// Pictures of a fleet's HTML report, as SVG in the colours of the page's style.
#pragma once

#include <string>

#include "rig/fleet/report.h"

namespace switchback::rig {

// The legend: the meaning of each colour, and how many devices of `tally` came to that end.
std::string ends_legend(const FleetTally& tally);

// One bar for the fleet and one for each board, divided into the shares of the ends. Even the
// rarest end is wide enough to be seen.
std::string ends_picture(const FleetReport& report);

}  // namespace switchback::rig
