// Watches what a bootloader does to the flash: that it stays within its areas, and comes to an end.
#pragma once

#include <string>
#include <vector>

#include "rig/sim_flash.h"

namespace switchback::rig {

// What one start may take: far more than any honest one does.
struct StartBudget {
  std::uint64_t operations = 0;  // programs and erases
  std::uint64_t read_bytes = 0;
  std::uint64_t instructions = 0;  // of machine code
};
StartBudget budget_for(const bootloader::Layout& layout);

// Thrown through a start that used up its budget.
struct Runaway {};

// Slots, staging where it is an area of its own, journal: `part` lies in one of them.
bool is_in_an_area(const bootloader::Layout& layout, const bootloader::Area& part);

// In front of a simulated flash. What lies outside the areas is noted and fails, and does not reach the flash.
class AccessWatch final : public bootloader::Flash {
 public:
  // Both are borrowed.
  AccessWatch(SimFlash& flash, const StartBudget& budget) : flash_(flash), budget_(budget) {}

  Status read(std::uint32_t address, MutableBytes out) override;
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override;

  // Notes an access of machine code, which does not come through here. `what`: "read".
  void note(const char* what, const bootloader::Area& part);

  // Of this start.
  std::uint64_t operations() const { return operations_; }
  std::uint64_t read_bytes() const { return read_bytes_; }
  std::uint64_t outside() const { return outside_; }           // accesses
  const std::string& first_outside() const { return first_; }  // "erase at 0x100, 4 bytes"
  void begin();

 private:
  SimFlash& flash_;
  const StartBudget& budget_;
  std::uint64_t operations_ = 0;
  std::uint64_t read_bytes_ = 0;
  std::uint64_t outside_ = 0;
  std::string first_;
};

}  // namespace switchback::rig
