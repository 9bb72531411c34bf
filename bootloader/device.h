// What a board gives the bootloader to work with.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/layout_ref.h"
#include "bootloader/observer.h"
#include "bootloader/protection.h"
#include "core/authenticate.h"

namespace switchback::bootloader {

// Everything is borrowed.
struct Device {
  Flash& flash;
  LayoutRef layout;
  std::span<const RootKey> keys;
  MutableBytes workspace;  // layout.decoder_ram_bytes, aligned to 8 bytes; unused while no package is installed
  Observer& observer;

  // What a board may know about this reset; the defaults suit one that knows nothing.
  bool is_wake_up = false;         // from deep sleep: a start of the image on trial that is not counted again
  std::uint8_t failed_starts = 0;  // starts in a row that were cut before an image ran, as RAM that outlives a reset
                                   // tells: attempts that the journal may not know of

  Protection* protection = nullptr;  // set where the profile says so (Layout::has_protection)
};

}  // namespace switchback::bootloader
