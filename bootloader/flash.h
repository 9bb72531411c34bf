// The one interface to the hardware that stores images: implement these three calls for a port, as overrides or, with
// SWITCHBACK_ONE_DEVICE, as the members themselves.
#pragma once

#include "bootloader/one_device.h"
#include "core/bytes.h"
#include "core/status.h"

namespace switchback::bootloader {

// Addresses are absolute. No call is made outside the areas of the Layout.
class Flash {
 public:
  // Fills `out` from `address`. kOk; kFlashRead where the hardware reports an uncorrectable error (ECC).
  SWITCHBACK_VIRTUAL Status read(std::uint32_t address, MutableBytes out) SWITCHBACK_PURE;

  // Programs `data` at `address`; both are whole write units, and every unit is erased. kOk; kFlashProgram. Returns
  // when the flash is ready again. The caller reads back: the driver need not.
  SWITCHBACK_VIRTUAL Status program(std::uint32_t address, Bytes data) SWITCHBACK_PURE;

  // Erases the one sector that starts at `address`. kOk; kFlashErase. Returns when the flash is ready again.
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
