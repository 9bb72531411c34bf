// What a port hands to C applications: its flash driver and layout, as the sb_device of bootloader/app/switchback.h.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/layout.h"

// Both are borrowed for as long as the program runs.
struct sb_device {
  switchback::bootloader::Flash& flash;
  const switchback::bootloader::Layout& layout;
  std::uint32_t running_address;  // any within the running image
};
