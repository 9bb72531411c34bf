// Damage of a given kind, at a place and a time that chance chooses.
#pragma once

#include "rig/board.h"
#include "rig/fault.h"
#include "rig/random.h"

namespace switchback::rig {

// Somewhere in the journal, a slot or the staging area, each of them as likely as the others. Flipped bits and read
// errors strike while power is off, sectors fail before one of the operations 0 … `operations`.
Damage random_damage(DamageKind kind, const Board& board, std::uint64_t operations, Random& random);

}  // namespace switchback::rig
