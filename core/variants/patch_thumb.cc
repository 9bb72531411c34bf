// Patches of Thumb-2 code only. Those of other instruction sets are refused with kPackageCodec.
// List this file among the firmware's own sources: it replaces
// core/delta/instructions/instruction_sets.cc of the core library.
#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {

const InstructionSet* find_instruction_set(std::uint8_t id) { return id == kThumb.id ? &kThumb : nullptr; }

const InstructionSet* known(const InstructionSet* set) { return set != nullptr ? &kThumb : nullptr; }

}  // namespace switchback::delta
