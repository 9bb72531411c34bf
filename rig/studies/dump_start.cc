#include "rig/studies/dump_start.h"

#include <algorithm>

namespace switchback::rig {
namespace {

// Unit by unit: erased units must be marked as such, or the bootloader would seem to program them
// twice.
void fill(SimFlash& flash, Bytes dump) {
  const bootloader::Layout& layout = flash.layout();
  std::size_t at = 0;
  for (const bootloader::SectorRun& run : layout.sectors) {
    const std::uint32_t end = run.address + run.sector_bytes * run.count;
    for (std::uint32_t address = run.address; address < end; address += layout.write_unit_bytes) {
      const Bytes unit = dump.subspan(at, layout.write_unit_bytes);
      at += unit.size();
      const bool is_erased = std::ranges::all_of(unit, [&](std::uint8_t byte) { return byte == layout.erased_value; });
      if (!is_erased) (void)flash.cells().program(address, unit);
    }
  }
}

}  // namespace

DumpStart start_from_dump(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board, Bytes dump,
                          std::uint32_t watchdog_ms) {
  SimFlash flash(board.layout(), board.flash_model(), 1);
  fill(flash, dump);
  const Bytes boot = dump.first(boot_bytes);
  ArmMachine machine({{boot.begin(), boot.end()}, program.functions}, boot_bytes);
  machine.set_watchdog(watchdog_ms);
  DumpStart start;
  start.run = machine.run(flash);
  machine.lose_power();  // completes what an early end left in the controller
  const Bytes after = flash.cells().bytes(0, dump.size());
  start.flash.assign(after.begin(), after.end());
  start.operations = flash.operations();
  start.misuses = flash.faults();
  start.cycles = machine.watchdog().now();
  start.longest_unfed = machine.watchdog().longest_unfed();
  return start;
}

}  // namespace switchback::rig
