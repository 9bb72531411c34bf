// A bootloader's binary, and the addresses of its functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::rig {

struct ArmProgram {
  std::vector<std::uint8_t> bytes;  // from address 0 on
  // Linker name → address, without the Thumb bit.
  std::multimap<std::string, std::uint32_t> functions;
};

// Reads an ELF file that loads from address 0 on, with its symbols (ELF-32, "Symbol Table").
//   kFormat: not such a file, or it loads to another address
//   kTooBig: as packer::read_firmware()
Result<ArmProgram> read_arm_program(Bytes elf);

}  // namespace switchback::rig
