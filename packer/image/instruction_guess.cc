// Real code calls some functions more than once; words that are branches by chance seldom share
// targets.
#include "packer/image/instruction_guess.h"

#include <algorithm>
#include <vector>

#include "manifests/profile/instruction_sets.h"
#include "packer/image/image_fields.h"

namespace switchback::packer {
namespace {

constexpr std::size_t kMinShared = 8;
constexpr std::size_t kBlockBytes = 4096;
constexpr std::size_t kMaxBlocks = 64;  // examined blocks, evenly spread

// How many branches share their target with another one.
std::size_t shared_targets(const delta::InstructionSet& set, Bytes image) {
  delta::FieldRules rules;
  rules.instructions = &set;
  rules.image_size_bytes = static_cast<std::uint32_t>(image.size());
  std::vector<std::uint32_t> targets;
  const std::size_t blocks = (image.size() + kBlockBytes - 1) / kBlockBytes;
  const std::size_t stride = (blocks + kMaxBlocks - 1) / kMaxBlocks * kBlockBytes;
  for (std::size_t block = 0; block < image.size(); block += stride) {
    const std::size_t end = std::min(block + kBlockBytes, image.size());
    for (std::size_t at = block; at < end;) {
      const delta::FieldKind kind = field_at(rules, image, at, at);
      if (kind == delta::FieldKind::kBranch) {
        targets.push_back(delta::field_address(rules, kind, code_at(image, at), static_cast<std::uint32_t>(at)));
      }
      at += kind == delta::FieldKind::kNone ? set.step_bytes : delta::field_bytes(kind);
    }
  }
  std::sort(targets.begin(), targets.end());
  std::size_t shared = 0;
  for (std::size_t i = 1; i < targets.size(); ++i) shared += targets[i] == targets[i - 1] ? 1 : 0;
  return shared;
}

}  // namespace

const delta::InstructionSet* guess_instruction_set(Bytes image) {
  const delta::InstructionSet* best = nullptr;
  std::size_t most = 0, second = 0;
  for (const manifests::NamedInstructionSet& named : manifests::instruction_sets()) {
    if (named.set == nullptr) continue;
    const std::size_t shared = shared_targets(*named.set, image);
    second = std::max(second, std::min(most, shared));
    if (shared <= most) continue;
    most = shared;
    best = named.set;
  }
  return most >= kMinShared && most >= 2 * second ? best : nullptr;
}

}  // namespace switchback::packer
