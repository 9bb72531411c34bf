// Checks that a bootloader stays within its areas of the flash, and comes to an end.
#pragma once

#include <string>
#include <vector>

#include "rig/flash/sim_flash.h"

namespace switchback::rig {

// Limits for one start, far above those of any honest one.
struct StartBudget {
  std::uint64_t operations = 0;  // programs and erases
  std::uint64_t read_bytes = 0;
  std::uint64_t instructions = 0;  // of machine code
};
StartBudget budget_for(const bootloader::Layout& layout);

// Thrown when a start has used up its budget.
struct Runaway {};

// Whether `part` lies in a slot, in the journal, or in a staging area of its own.
bool is_in_an_area(const bootloader::Layout& layout, const bootloader::Area& part);

// A driver in front of a simulated flash. Accesses outside the areas are recorded, and fail without
// reaching the flash.
class AccessWatch final : public bootloader::Flash {
 public:
  // Both are borrowed.
  AccessWatch(SimFlash& flash, const StartBudget& budget) : flash_(flash), budget_(budget) {}

  Status read(std::uint32_t address, MutableBytes out) override;
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override;

  // Records an access of machine code, which does not use this driver. `what`: "read", for example.
  void note(const char* what, const bootloader::Area& part);

  // Counts of this start; begin() resets them.
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
