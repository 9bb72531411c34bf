// Parts of the HTML report that are tables of their own.
#pragma once

#include <string>

#include "rig/report.h"

namespace switchback::rig {

// The erases of one undisturbed update against the least possible, for each plain install; nothing where there is none.
std::string erases_table(const BoardReport& board);

}  // namespace switchback::rig
