// Parts of the HTML report that are tables of their own.
#pragma once

#include <string>

#include "rig/report.h"

namespace switchback::rig {

// How often each row of the specification's state tables was hit, on all boards; a row that was not stands out. Rows of
// a strategy that no board has are left out.
std::string rows_section(const Report& report);

// The erases of one undisturbed update against the least possible, for each plain install; nothing where there is none.
std::string erases_table(const BoardReport& board);

}  // namespace switchback::rig
