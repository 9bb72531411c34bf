// How long power must last in each start for an update to make progress.
#pragma once

#include <cstdint>

#include "bootloader/board/layout.h"

namespace switchback::rig {

// The operations after each start that bring any update further, whatever its images' size: enough
// to erase a candidate's area, to resume a rebuild and write the next sector, or for a step of an
// exchange, with the records.
std::uint64_t enough_operations(const bootloader::Layout& layout);

}  // namespace switchback::rig
