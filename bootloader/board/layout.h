// Brings core/flash/layout.h into namespace bootloader, for the bootloader and its ports.
#pragma once

#include "core/flash/layout.h"

namespace switchback::bootloader {

using flash::Area;
using flash::kLeastPieceBytes;
using flash::kMaxWriteUnitBytes;
using flash::Layout;
using flash::SectorRun;
using flash::Strategy;

}  // namespace switchback::bootloader
