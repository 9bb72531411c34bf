// Random damage of a given kind.
#pragma once

#include "rig/device/board.h"
#include "rig/flash/fault.h"
#include "rig/flash/random.h"

namespace switchback::rig {

// Damage in the journal, a slot or the staging area, all equally likely. Flipped bits and read
// errors strike while power is off; sectors fail before one of the operations 0 … `operations`.
Damage random_damage(DamageKind kind, const Board& board, std::uint64_t operations, Random& random);

}  // namespace switchback::rig
