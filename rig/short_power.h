// How short power may last, again and again, for an update to go on all the same.
#pragma once

#include <cstdint>

#include "bootloader/layout.h"

namespace switchback::rig {

// So many operations after each start bring any update further, whatever its images' size: enough to erase a
// candidate's area, or to resume a rebuild and write the next sector, or for a step of an exchange; with the records.
std::uint64_t enough_operations(const bootloader::Layout& layout);

}  // namespace switchback::rig
