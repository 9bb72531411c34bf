// Protection that no application can change, if a board has it: a counter that only rises, and
// write protection.
#pragma once

#include "core/base/status.h"

namespace switchback::bootloader {

// Optional (Device::protection). Without it an application that can write to flash can also forge
// the journal.
class Protection {
 public:
  // Reads the security floor from one-time programmable or replay-protected storage; 0 before the
  // first raise_floor(). It decides which images run, instead of the journal's.
  //   kOk:    `floor` is set
  //   others: it cannot be read now; the journal's floor is used
  virtual Status read_floor(std::uint32_t& floor) = 0;

  // Raises the floor for good. Called only with a higher one, once a confirmed image with at least
  // that counter was verified. If power fails meanwhile, read_floor() gives the old or the new
  // floor. After a failure the next start tries again.
  virtual Status raise_floor(std::uint32_t floor) = 0;

  // The bootloader writes no more in this start. Protects the bootloader's flash, and whatever else
  // no application may write, until the next reset.
  virtual void lock() = 0;

 protected:
  Protection() = default;
  Protection(const Protection&) = default;
  Protection& operator=(const Protection&) = default;
  ~Protection() = default;
};

}  // namespace switchback::bootloader
