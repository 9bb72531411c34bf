// How a board follows the bootloader's work: what to print, and when to feed the watchdog.
#pragma once

#include <cstdint>

#include "bootloader/board/virtual.h"

namespace switchback::bootloader {

enum class Activity : std::uint8_t { kVerify, kErase, kRebuild, kSwap, kRevert, kHeal };

class Observer {
 public:
  // For a board that prints or blinks. Called at the start of every activity (`done` is 0), and at
  // least once per swap unit, sector of a candidate's area, or piece of a rebuild.
  SWITCHBACK_VIRTUAL void on_progress(Activity activity, std::uint32_t done, std::uint32_t total) SWITCHBACK_PURE;

  // Feed the watchdog here. Called after every sector erase, and after every piece of at most 512
  // bytes that is read to be hashed, compared or copied. The longest gap between two calls is the
  // erase of one sector, or one verification of a signature.
  SWITCHBACK_VIRTUAL void keep_alive() SWITCHBACK_PURE;

 protected:
  Observer() = default;
  Observer(const Observer&) = default;
  Observer& operator=(const Observer&) = default;
  ~Observer() = default;
};

}  // namespace switchback::bootloader
