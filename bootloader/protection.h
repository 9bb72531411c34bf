// What a board may have that no application can change: a counter that only rises, and write protection.
#pragma once

#include "core/status.h"

namespace switchback::bootloader {

// Optional (Device::protection). Without it an application that can write to flash can also forge the journal.
class Protection {
 public:
  // The security floor, from one-time programmable or replay-protected storage; 0 before the first raise_floor().
  // Instead of the journal's it decides which images run. kOk; any other status: it cannot be read now, and the
  // journal's floor stands in.
  virtual Status read_floor(std::uint32_t& floor) = 0;

  // Raises the floor for good; called with a higher one only, once a confirmed image with that counter was verified.
  // Power may fail inside: afterwards read_floor() gives the old or the new one. A failure is tried again at the next
  // start.
  virtual Status raise_floor(std::uint32_t floor) = 0;

  // The bootloader writes no more in this start. Protects its own flash, and whatever else no application may write,
  // until the next reset.
  virtual void lock() = 0;

 protected:
  Protection() = default;
  Protection(const Protection&) = default;
  Protection& operator=(const Protection&) = default;
  ~Protection() = default;
};

}  // namespace switchback::bootloader
