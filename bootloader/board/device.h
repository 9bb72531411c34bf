// The parts that a board provides to the bootloader.
#pragma once

#include "bootloader/board/flash.h"
#include "bootloader/board/layout_ref.h"
#include "bootloader/board/observer.h"
#include "bootloader/board/protection.h"
#include "core/authenticate.h"

namespace switchback::bootloader {

// Everything is borrowed.
struct Device {
  Flash& flash;
  LayoutRef layout;
  std::span<const RootKey> keys;
  // layout.decoder_ram_bytes, aligned to 8 bytes; used only while a package is installed.
  MutableBytes workspace;
  Observer& observer;

  // Facts about this reset, if a board knows them. The defaults suit a board that knows nothing.
  bool is_wake_up = false;  // from deep sleep: a start on trial is not counted again
  // Starts in a row that were cut before an image ran, counted in RAM that outlives a reset. The
  // journal may not know of them.
  std::uint8_t failed_starts = 0;

  Protection* protection = nullptr;  // set if Layout::has_protection
};

}  // namespace switchback::bootloader
