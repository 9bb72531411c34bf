#include <stdexcept>

#include "tests/p256/processor.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr std::uint64_t kMostInstructions = 1'000'000'000;

class CortexM0 final : public Processor, private rig::ArmDevices {
 public:
  CortexM0() : memory_(kFlashBytes, kRamBytes, *this), core_(memory_) {}

  MutableBytes flash() override { return memory_.flash(); }
  MutableBytes ram() override { return memory_.ram(); }

  void run(Registers& registers, unsigned flags, std::uint32_t end) override {
    rig::ArmState& state = core_.state();
    state.registers = registers;
    state.negative = (flags & 8) != 0;
    state.zero = (flags & 4) != 0;
    state.carry = (flags & 2) != 0;
    state.overflow = (flags & 1) != 0;
    for (std::uint64_t i = 0; state.pc() != end; ++i) {
      if (core_.step() != rig::ArmStep::kRan || state.exception != 0) throw std::runtime_error("a fault");
      if (i == kMostInstructions) throw std::runtime_error("no return");
    }
    registers = state.registers;
  }

 private:
  bool load(std::uint32_t, std::uint32_t, std::uint32_t&) override { return false; }
  bool store(std::uint32_t, std::uint32_t, std::uint32_t) override { return false; }

  rig::ArmMemory memory_;
  rig::ArmInterpreter core_;
};

}  // namespace

std::unique_ptr<Processor> make_cortex_m0() { return std::make_unique<CortexM0>(); }

}  // namespace switchback::crypto::p256::testing
