// The fewest erases that an update needs.
#pragma once

#include <cstdint>
#include <map>

#include "rig/device/board.h"
#include "rig/device/story.h"

namespace switchback::rig {

// The fewest erases by sector address with which a device takes one update and confirms it, without
// the journal's. A sector is erased once for each new content:
// - the sectors of a staged package,
// - those in which the candidate is prepared,
// - with swap, those of both slots that the two images touch, because the images change places.
// Empty unless the story is one direct update that is confirmed.
std::map<std::uint32_t, std::uint32_t> least_erases(const Board& board, const Story& story);

}  // namespace switchback::rig
