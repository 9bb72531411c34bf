// The one interface to the hardware that stores images: implement these three calls for a port.
#pragma once

#include "core/bytes.h"
#include "core/status.h"

namespace switchback::bootloader {

// Addresses are absolute. No call is made outside the areas of the Layout.
class Flash {
 public:
  // Fills `out` from `address`. kOk; kFlashRead where the hardware reports an uncorrectable error (ECC).
  virtual Status read(std::uint32_t address, MutableBytes out) = 0;

  // Programs `data` at `address`; both are whole write units, and every unit is erased. kOk; kFlashProgram. Returns
  // when the flash is ready again. The caller reads back: the driver need not.
  virtual Status program(std::uint32_t address, Bytes data) = 0;

  // Erases the one sector that starts at `address`. kOk; kFlashErase. Returns when the flash is ready again.
  virtual Status erase_sector(std::uint32_t address) = 0;

 protected:
  Flash() = default;
  Flash(const Flash&) = default;
  Flash& operator=(const Flash&) = default;
  ~Flash() = default;  // not virtual: a virtual one would pull in operator delete
};

}  // namespace switchback::bootloader
