// What a device could still run, by an independent look at its cells: the judge of whether a device that does not start
// was bricked by its bootloader or lost to its flash.
#pragma once

#include "bootloader/state.h"
#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

// Whether some firmware with a counter of at least `floor` is still there, whole and with every bit reading the same
// each time: in one piece where it executes, or where it can be copied from, as a candidate only if one was asked for;
// with a journal, while an exchange is under way, also unit by unit in the places where that may have put them, unless
// sectors are broken in both slots: then there may be no way forwards nor back. Slot 0 must be able to take what it
// lacks.
bool is_recoverable(const Cells& cells, const Board& board, const Scenario& scenario, std::uint32_t floor,
                    bool has_journal);

// The newest record in the journal that reads the same each time; a new device's state without any.
bootloader::State recorded_state(const Cells& cells, const bootloader::Layout& layout);

// The sequence of the record in the journal's place at `address`; 0 where none reads the same each time.
std::uint32_t reliable_sequence(const Cells& cells, std::uint32_t address);

// The newest in one bank, 0 or 1, whether or not it reads the same each time.
bootloader::State written_state(const Cells& cells, const bootloader::Layout& layout, std::size_t bank);

// How many of the journal's banks can take records: no sector of theirs is broken.
std::size_t working_banks(const Cells& cells, const bootloader::Layout& layout);

}  // namespace switchback::rig
