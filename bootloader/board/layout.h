// The layout of a device's flash (core/flash), by the names that the bootloader and its ports use.
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
