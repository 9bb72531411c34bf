// Tables of a campaign's HTML report.
#pragma once

#include <string>

#include "rig/campaign_report/report.h"

namespace switchback::rig {

// For each plain install: the erases of one undisturbed update, and the fewest possible. Empty if
// there is none.
std::string erases_table(const BoardReport& board);

// Results of starts with forged flash contents; empty if there were none.
std::string forged_table(const BoardReport& board);

}  // namespace switchback::rig
