#include "bootloader/ports/nrf51/nvmc_flash.h"

namespace switchback::nrf51 {

Status NvmcFlash::read(std::uint32_t address, MutableBytes out) { return read_flash(address, out); }

Status NvmcFlash::program(std::uint32_t address, Bytes data) { return program_flash(writable_, address, data); }

Status NvmcFlash::erase_sector(std::uint32_t address) { return erase_page(writable_, address); }

}  // namespace switchback::nrf51
