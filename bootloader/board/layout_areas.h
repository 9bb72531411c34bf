// Brings core/flash/layout_areas.h into namespace bootloader.
#pragma once

#include "bootloader/board/layout.h"
#include "core/flash/layout_areas.h"

namespace switchback::bootloader {

using flash::candidate_area;
using flash::candidate_slot;
using flash::execution_slot;
using flash::image_area;
using flash::max_image_bytes;
using flash::sector_at;
using flash::staging_area;

}  // namespace switchback::bootloader
