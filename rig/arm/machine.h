// An nRF51 that runs a bootloader's machine code, instruction by instruction (Unicorn), on the cells of a simulated
// flash. What the program does to the flash controller becomes the same operations, one for each driver call, as the
// bootloader makes when it is compiled for the host: cuts, damage and replay lines mean the same.
#pragma once

#include <memory>
#include <string>

#include "rig/arm/program.h"
#include "rig/sim_flash.h"

namespace switchback::rig {

class ArmMachine {
 public:
  enum class End : std::uint8_t {
    kApplication,  // jumped out of the bootloader's area, wherever to
    kWaiting,      // waits for an interrupt that never comes: recovery
    kReset,        // asked for a reset
    kFault,        // took a hard fault
    kRunaway,      // executed more than kMaxInstructions
  };
  struct Run {
    End end = End::kFault;
    std::uint32_t address = 0;       // kApplication: of the first instruction; otherwise where it stopped
    std::uint64_t instructions = 0;  // executed, nearly: those of blocks that were left early count, too
    std::string console;             // what the program printed
  };
  static constexpr std::uint64_t kMaxInstructions = 2'000'000'000;

  // `boot_bytes`: the bootloader's area, from address 0 on. Throws std::runtime_error where the emulator refuses, or
  // the program does not fit.
  ArmMachine(const ArmProgram& program, std::uint32_t boot_bytes);
  ~ArmMachine();
  ArmMachine(const ArmMachine&) = delete;
  ArmMachine& operator=(const ArmMachine&) = delete;

  // From a reset on. Throws PowerLoss where `flash` does.
  Run run(SimFlash& flash);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace switchback::rig
