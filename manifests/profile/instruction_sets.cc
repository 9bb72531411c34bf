#include "manifests/profile/instruction_sets.h"

#include <algorithm>
#include <array>

namespace switchback::manifests {
namespace {

constexpr std::array<NamedInstructionSet, 5> kSets = {{{"none", "none", nullptr},
                                                       {"thumb", "Thumb-2", &delta::kThumb},
                                                       {"arm", "A32", &delta::kArm},
                                                       {"riscv", "RISC-V", &delta::kRiscv},
                                                       {"aarch64", "A64", &delta::kAarch64}}};

}  // namespace

std::span<const NamedInstructionSet> instruction_sets() { return kSets; }

const NamedInstructionSet& name_of(const delta::InstructionSet* set) {
  return *std::find_if(kSets.begin(), kSets.end(), [&](const auto& named) { return named.set == set; });
}

}  // namespace switchback::manifests
