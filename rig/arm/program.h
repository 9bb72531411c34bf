// A bootloader as it is flashed, and where its functions lie.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "host/error.h"

namespace switchback::rig {

struct ArmProgram {
  std::vector<std::uint8_t> bytes;                      // from address 0 on
  std::multimap<std::string, std::uint32_t> functions;  // by linker name: address, without the Thumb bit
};

// An ELF file that loads from address 0 on, with its symbols (ELF-32, "Symbol Table"). kFormat; kTooBig.
Result<ArmProgram> read_arm_program(Bytes elf);

}  // namespace switchback::rig
