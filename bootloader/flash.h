// The one interface to the hardware that stores images: three calls.
//
// Programs that know several flashes (tests, rigs, applications behind the C interface) override them. A board's
// bootloader knows one. Compiled with SWITCHBACK_ONE_DEVICE (layout_ref.h) it calls the functions directly, and the
// port defines the members of Flash themselves.
#pragma once

#include "core/bytes.h"
#include "core/status.h"

#ifdef SWITCHBACK_ONE_DEVICE
#define SWITCHBACK_VIRTUAL
#define SWITCHBACK_PURE
#else
#define SWITCHBACK_VIRTUAL virtual
#define SWITCHBACK_PURE = 0
#endif

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

#undef SWITCHBACK_VIRTUAL
#undef SWITCHBACK_PURE
