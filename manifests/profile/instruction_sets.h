// Instruction sets (core/delta/instructions/instruction_set.h) by name.
#pragma once

#include <span>
#include <string_view>

#include "core/delta/instructions/instruction_set.h"

namespace switchback::manifests {

struct NamedInstructionSet {
  std::string_view name;             // as in profiles and on the command line
  std::string_view text;             // for people
  const delta::InstructionSet* set;  // nullptr: none
};

// All instruction sets, "none" first.
std::span<const NamedInstructionSet> instruction_sets();

// `set` is one of core's, or nullptr.
const NamedInstructionSet& name_of(const delta::InstructionSet* set);

}  // namespace switchback::manifests
