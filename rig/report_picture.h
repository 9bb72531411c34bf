// The pictures of the HTML report, as SVG that takes its colours from the page's style.
#pragma once

#include <string>

#include "rig/report.h"

namespace switchback::rig {

// A story from left to right, one column for each operation: what a cut there ends with, who was at work, and where it
// programmed or erased. Columns of a long story stand for several neighbours.
std::string timeline(const BoardReport& board, const Tally& story);

// How often the undisturbed story erased each sector, region by region.
std::string erase_bars(const BoardReport& board, const Tally& story);

}  // namespace switchback::rig
