// The flash of an application, with virtual functions. The bootloader's own is in device.cc.
#pragma once

#include "bootloader/board/flash.h"
#include "bootloader/ports/nrf51/nvmc.h"

namespace switchback::nrf51 {

class NvmcFlash final : public bootloader::Flash {
 public:
  explicit constexpr NvmcFlash(const bootloader::Area& writable) : writable_(writable) {}

  Status read(std::uint32_t address, MutableBytes out) override;
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override;

 private:
  bootloader::Area writable_;
};

}  // namespace switchback::nrf51
