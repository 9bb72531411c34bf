// Images that a device could still run, judged from its cells alone. Decides whether a device that
// does not start was bricked by its bootloader or lost to its flash.
#pragma once

#include "bootloader/journal/state.h"
#include "rig/device/board.h"
#include "rig/device/story.h"

namespace switchback::rig {

// Whether any firmware of the story with a counter of at least `floor` is left whole, with every
// bit reading the same each time. It may be left:
// - in one piece where it executes;
// - with swap, in one piece in slot 1, as the kept image or as a requested candidate, if slot 0 can
//   take the units that it lacks;
// - during an exchange, unit by unit where the exchange may have put them, if `has_journal` and at
//   least one slot has no broken sector.
bool is_recoverable(const Cells& cells, const Board& board, const Story& story, std::uint32_t floor, bool has_journal);

// The newest record that reads the same each time; without one, the state of a new device.
bootloader::State recorded_state(const Cells& cells, const bootloader::Layout& layout);

// The sequence of the record in the journal's place at `address`; 0 if none reads the same each
// time.
std::uint32_t reliable_sequence(const Cells& cells, std::uint32_t address);

// The newest record in bank 0 or 1, whether or not it reads the same each time.
bootloader::State written_state(const Cells& cells, const bootloader::Layout& layout, std::size_t bank);

// How many banks of the journal can take records: none of their sectors is broken.
std::size_t working_banks(const Cells& cells, const bootloader::Layout& layout);

}  // namespace switchback::rig
