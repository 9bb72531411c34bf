// Starts of a board's machine code with forged contents. Its loads do not use a driver, so each
// instruction that loads from flash is decoded before it runs.
#pragma once

#include <memory>

#include "rig/arm/bootloader.h"
#include "rig/forged/access_watch.h"
#include "rig/forged/entry_oracle.h"

namespace switchback::rig {

class ForgedArm final : private OperationListener {
 public:
  // All are borrowed. `watch` is in front of `flash`.
  ForgedArm(const ArmBootloader& bootloader, SimFlash& flash, AccessWatch& watch, const StartBudget& budget);
  ForgedArm(const ForgedArm&) = delete;
  ForgedArm& operator=(const ForgedArm&) = delete;
  ~ForgedArm() = default;

  // Runs one start. Throws Runaway if it uses up its budget.
  ArmMachine::Run start();

  // For a start that ended with kApplication. The port keeps the address of the image's vectors in
  // its lowest word of RAM.
  EntryPoint entry() const;

 private:
  void read(std::uint32_t /*address*/, Bytes /*found*/, Status /*status*/) override {}
  void before(const Operation& operation) override;
  void after(const Operation& /*operation*/, Status /*status*/) override {}
  void watch_load(std::uint16_t code);

  std::unique_ptr<ArmMachine> machine_;
  SimFlash& flash_;
  AccessWatch& watch_;
  const StartBudget& budget_;
  std::uint32_t boot_bytes_;
  std::uint64_t operations_ = 0;
};

}  // namespace switchback::rig
