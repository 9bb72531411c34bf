// The nRF51's flash controller in front of simulated cells (nRF51 Series Reference Manual 3.0,
// chapter 6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rig/flash/sim_flash.h"

namespace switchback::rig {

class NvmcModel {
 public:
  // `memory`: the CPU's view of the flash, from address 0 on; borrowed.
  explicit NvmcModel(MutableBytes memory) : memory_(memory) {}

  // A start with this flash. The CPU sees its cells from `from` on; below lies the program itself.
  void start(SimFlash& flash, std::uint32_t from);

  // Registers by offset. write() returns false if it would erase a page of the program.
  std::uint32_t read(std::uint32_t offset) const;
  bool write(std::uint32_t offset, std::uint32_t value);  // may throw PowerLoss

  // A store to flash. Returns false if the controller does not allow it, or it would change the
  // program. May throw PowerLoss.
  bool program(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value);

  // Copies the cells into the CPU's view.
  void show_all() { show(from_, memory_.size() - from_); }

  // Turns the words that were programmed so far into one operation. May throw PowerLoss.
  void flush();

  // Commands that the controller has not executed yet.
  struct Settings {
    std::uint32_t config = 0;
    // Address of `words`, which were stored in ascending order since programming was enabled.
    std::uint32_t words_start = 0;
    std::vector<std::uint8_t> words;
  };
  const Settings& settings() const { return told_; }
  void set(const Settings& settings) { told_ = settings; }

  // Increases with every operation and every word that is to be programmed.
  std::uint64_t changes() const { return changes_; }

 private:
  void show(std::uint32_t address, std::size_t size_bytes);

  MutableBytes memory_;
  SimFlash* flash_ = nullptr;
  std::uint32_t from_ = 0;
  Settings told_;
  std::uint64_t changes_ = 0;
};

}  // namespace switchback::rig
