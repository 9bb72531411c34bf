// What a device could still run, by an independent look at its cells: the judge of whether a device that does not start
// was bricked by its bootloader or lost to its flash.
#pragma once

#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

// Whether some firmware with a counter of at least `floor` is still there, whole: where it executes, or, with swap,
// unit by unit in the places where an exchange may have put them, as long as slot 0 can still take those units.
bool is_recoverable(const Cells& cells, const Board& board, const Scenario& scenario, std::uint32_t floor);

}  // namespace switchback::rig
