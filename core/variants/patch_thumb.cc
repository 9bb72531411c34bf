// Patches of Thumb-2 code only: those of another instruction set are refused with kPackageCodec. List this file among
// the firmware's own sources; it then takes the place of core/delta/instruction_sets.cc in the core library.
#include "core/delta/instruction_set.h"

namespace switchback::delta {

const InstructionSet* find_instruction_set(std::uint8_t id) { return id == kThumb.id ? &kThumb : nullptr; }

const InstructionSet* known(const InstructionSet* set) { return set != nullptr ? &kThumb : nullptr; }

}  // namespace switchback::delta
