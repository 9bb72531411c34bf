// How a board follows the bootloader's work: what to print, and when to feed the watchdog.
#pragma once

#include <cstdint>

// As in flash.h: a board that knows one device defines the members of Observer itself.
#ifdef SWITCHBACK_ONE_DEVICE
#define SWITCHBACK_VIRTUAL
#define SWITCHBACK_PURE
#else
#define SWITCHBACK_VIRTUAL virtual
#define SWITCHBACK_PURE = 0
#endif

namespace switchback::bootloader {

enum class Activity : std::uint8_t { kVerify, kErase, kRebuild, kSwap, kRevert, kHeal };

class Observer {
 public:
  // Called at the start of every activity (done 0), and at least once per swap unit, sector of a candidate's area, or
  // piece of a rebuild. For a board that prints or blinks.
  SWITCHBACK_VIRTUAL void on_progress(Activity activity, std::uint32_t done, std::uint32_t total) SWITCHBACK_PURE;

  // Called after every sector that is erased, and after every piece of at most 512 bytes that is read to be hashed,
  // compared or copied. Between two calls lies at most the erase of one sector, or one verification of a signature.
  // Feed the watchdog here.
  SWITCHBACK_VIRTUAL void keep_alive() SWITCHBACK_PURE;

 protected:
  Observer() = default;
  Observer(const Observer&) = default;
  Observer& operator=(const Observer&) = default;
  ~Observer() = default;
};

}  // namespace switchback::bootloader

#undef SWITCHBACK_VIRTUAL
#undef SWITCHBACK_PURE
