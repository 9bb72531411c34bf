// The flash of an application, which shares the bootloader's library with others. The bootloader's own: device.cc.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/ports/nrf51/nvmc.h"

namespace switchback::nrf51 {

class NvmcFlash final : public bootloader::Flash {
 public:
  explicit constexpr NvmcFlash(const bootloader::Area& writable) : writable_(writable) {}

  Status read(std::uint32_t address, MutableBytes out) override { return read_flash(address, out); }
  Status program(std::uint32_t address, Bytes data) override { return program_flash(writable_, address, data); }
  Status erase_sector(std::uint32_t address) override { return erase_page(writable_, address); }

 private:
  bootloader::Area writable_;
};

}  // namespace switchback::nrf51
