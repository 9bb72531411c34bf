// What a device could still run, by an independent look at its cells: the judge of whether a device that does not start
// was bricked by its bootloader or lost to its flash.
#pragma once

#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

// Whether some firmware with a counter of at least `floor` is still there, whole and with every bit reading the same
// each time: in one piece in a slot; or, while the journal says that an exchange is under way, unit by unit in the
// places where that may have put them, as long as slot 0 can still take those units.
bool is_recoverable(const Cells& cells, const Board& board, const Scenario& scenario, std::uint32_t floor);

// Whether the journal can take another record: every sector of one bank works. Otherwise nothing that changes the state
// can be expected of a device any more, only that it still boots.
bool keeps_journal(const Cells& cells, const bootloader::Layout& layout);

}  // namespace switchback::rig
