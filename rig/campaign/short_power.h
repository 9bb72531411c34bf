// The number of operations per start that lets any update make progress.
#pragma once

#include <cstdint>

#include "bootloader/board/layout.h"

namespace switchback::rig {

// If power lasts for this many operations in each start, every update makes progress, whatever the
// size of its images. Enough to erase a candidate's area, to resume a rebuild and write the next
// sector, or for a step of an exchange; each with its records.
std::uint64_t enough_operations(const bootloader::Layout& layout);

}  // namespace switchback::rig
