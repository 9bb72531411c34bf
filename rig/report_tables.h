// Parts of the HTML report that are tables of their own.
#pragma once

#include <string>

#include "rig/report.h"

namespace switchback::rig {

// The erases of one undisturbed update against the least possible, for each plain install; nothing where there is none.
std::string erases_table(const BoardReport& board);

// What starts with forged flash contents came to; nothing where there were none.
std::string forged_table(const BoardReport& board);

}  // namespace switchback::rig
