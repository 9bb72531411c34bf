// The interface to the flash that stores images: three calls.
//
// Programs with several flashes (tests, rigs, applications behind the C interface) override them. A
// board's bootloader has one flash: compiled with SWITCHBACK_ONE_DEVICE (layout_ref.h) it calls the
// functions directly, and the port defines the members of Flash.
#pragma once

#include "bootloader/board/virtual.h"
#include "core/base/bytes.h"
#include "core/base/status.h"

namespace switchback::bootloader {

// Addresses are absolute. No call is made outside the areas of the Layout.
class Flash {
 public:
  // Fills `out` from `address`.
  //   kOk:        `out` is filled
  //   kFlashRead: the hardware reports an uncorrectable error (ECC)
  SWITCHBACK_VIRTUAL Status read(std::uint32_t address, MutableBytes out) SWITCHBACK_PURE;

  // Programs `data` at `address`, in whole write units that are erased. Returns when the flash is
  // ready again. The driver need not read back; the caller does.
  //   kOk:           programmed
  //   kFlashProgram: the hardware reports a failure
  SWITCHBACK_VIRTUAL Status program(std::uint32_t address, Bytes data) SWITCHBACK_PURE;

  // Erases the sector that starts at `address`. Returns when the flash is ready again.
  //   kOk:         erased
  //   kFlashErase: the hardware reports a failure
  SWITCHBACK_VIRTUAL Status erase_sector(std::uint32_t address) SWITCHBACK_PURE;

#ifndef SWITCHBACK_ONE_DEVICE
 protected:
#endif
  Flash() = default;
  Flash(const Flash&) = default;
  Flash& operator=(const Flash&) = default;
  ~Flash() = default;  // not virtual: a virtual one would pull in operator delete
};

}  // namespace switchback::bootloader
