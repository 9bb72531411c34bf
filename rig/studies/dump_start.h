// One start of a device whose flash is given as a dump, and its result.
#pragma once

#include <string>
#include <vector>

#include "rig/arm/machine.h"
#include "rig/device/board.h"

namespace switchback::rig {

struct DumpStart {
  ArmMachine::Run run;
  std::vector<std::uint8_t> flash;   // all of it, afterwards
  std::uint64_t operations = 0;      // programs and erases
  std::vector<std::string> misuses;  // of the flash, one line each
  std::uint64_t cycles = 0;          // from power-on to the end, as WatchdogModel counts
  std::uint64_t longest_unfed = 0;   // cycles without feeding the watchdog
};

// `dump` is the board's whole flash. It begins with the bytes of `program`, of which the first
// `boot_bytes` run. A write unit that reads erased counts as erased. `watchdog_ms`: see
// ArmMachine::set_watchdog().
DumpStart start_from_dump(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board, Bytes dump,
                          std::uint32_t watchdog_ms);

}  // namespace switchback::rig
