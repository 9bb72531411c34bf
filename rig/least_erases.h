// What an update cannot do without.
#pragma once

#include <cstdint>
#include <map>

#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

// The fewest erases with which a device can take one update and confirm it, by sector address, the journal's left out:
// every sector that takes new content is erased once for it. These are the sectors of a staged package; those in which
// the candidate is prepared; and with swap those of both slots that the two images touch, for they change places.
// Empty where the story is not just that: another, interrupted, refused or reverted.
std::map<std::uint32_t, std::uint32_t> least_erases(const Board& board, const Scenario& scenario);

}  // namespace switchback::rig
