// Processors that execute machine code: flash from address 0, then RAM.
#pragma once

#include <array>
#include <memory>

#include "core/base/bytes.h"
#include "rig/arm/interpreter.h"

namespace switchback::crypto::p256::testing {

class Processor {
 public:
  static constexpr std::uint32_t kFlashBytes = 64 * 1024;
  static constexpr std::uint32_t kRamStart = rig::ArmMemory::kRamStart;
  static constexpr std::uint32_t kRamBytes = 8 * 1024;

  // r0 to r12, sp, lr and pc.
  using Registers = std::array<std::uint32_t, 16>;

  virtual ~Processor() = default;

  virtual MutableBytes flash() = 0;
  virtual MutableBytes ram() = 0;

  // Executes from the program counter on until it is `end`. `flags` is the initial N, Z, C and V,
  // from bit 3 on. Throws std::runtime_error if that takes too long or faults.
  virtual void run(Registers& registers, unsigned flags, std::uint32_t end) = 0;
};

std::unique_ptr<Processor> make_cortex_m0();  // the rig's interpreter
std::unique_ptr<Processor> make_cortex_m4();  // Unicorn

}  // namespace switchback::crypto::p256::testing
