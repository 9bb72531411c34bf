// One start of a device whose flash is known byte for byte: what its bootloader makes of it.
#pragma once

#include <string>
#include <vector>

#include "rig/arm/machine.h"
#include "rig/board.h"

namespace switchback::rig {

struct DumpStart {
  ArmMachine::Run run;
  std::vector<std::uint8_t> flash;   // afterwards, all of it
  std::uint64_t operations = 0;      // programs and erases
  std::vector<std::string> misuses;  // what the flash must not be asked, one line each
  std::uint64_t cycles = 0;          // from power on to the end, as WatchdogModel has them
  std::uint64_t longest_unfed = 0;   // cycles without feeding the watchdog
};

// `dump` is all of the board's flash, and begins with the bytes of `program`; the first `boot_bytes` are what runs. A
// write unit that reads erased counts as erased. `watchdog_ms`: ArmMachine::set_watchdog().
DumpStart start_from_dump(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board, Bytes dump,
                          std::uint32_t watchdog_ms);

}  // namespace switchback::rig
