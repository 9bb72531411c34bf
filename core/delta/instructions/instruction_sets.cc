// All instruction sets. A device that needs fewer lists a file of core/variants/ among its own
// sources instead.
#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {

const InstructionSet* find_instruction_set(std::uint8_t id) {
  switch (id) {
    case 1:
      return &kThumb;
    case 2:
      return &kArm;
    case 3:
      return &kRiscv;
    case 4:
      return &kAarch64;
    default:
      return nullptr;
  }
}

const InstructionSet* known(const InstructionSet* set) { return set; }

}  // namespace switchback::delta
