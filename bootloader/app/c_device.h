// A port's flash driver and layout for C applications: the sb_device of
// bootloader/app/switchback.h.
#pragma once

#include "bootloader/board/flash.h"
#include "bootloader/board/layout.h"

// Both are borrowed for as long as the program runs.
struct sb_device {
  switchback::bootloader::Flash& flash;
  const switchback::bootloader::Layout& layout;
  std::uint32_t running_address;  // any address in the running image
};
