// The pictures of a fleet's HTML report, as SVG that takes its colours from the page's style.
#pragma once

#include <string>

#include "rig/fleet_report.h"

namespace switchback::rig {

// What the colours stand for, with how many devices of `tally` came to each end.
std::string ends_legend(const FleetTally& tally);

// A bar for the whole fleet, and one for each board: what share of its devices came to which end. An end that only few
// came to is never too thin to be seen.
std::string ends_picture(const FleetReport& report);

}  // namespace switchback::rig
