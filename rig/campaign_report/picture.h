// Pictures of a campaign's HTML report, as SVG in the colours of the page's style.
#pragma once

#include <string>

#include "rig/campaign_report/report.h"

namespace switchback::rig {

// A story from left to right, one column per operation: what cuts there end with, who was at work,
// and where it programmed or erased. In a long story one column stands for several operations.
std::string timeline(const BoardReport& board, const Tally& story);

// How often the undisturbed story erased each sector, by region.
std::string erase_bars(const BoardReport& board, const Tally& story);

}  // namespace switchback::rig
