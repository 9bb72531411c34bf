// Functions that call others begin with a prologue: stack room, or a push of LR. With the right
// link address many words point at prologues, with a wrong one few. Pointers to Thumb code are odd.
#include "packer/image/link_address.h"

#include <algorithm>
#include <array>
#include <vector>

namespace switchback::packer {
namespace {

constexpr std::uint32_t kStep = 64;
constexpr std::size_t kMaxWords = 8192;
constexpr std::size_t kMinVotes = 8;
constexpr std::uint32_t kLowestPointer = 256;

using Positions = std::vector<std::uint32_t>;

// PUSH {…, LR} or PUSH.W {…, LR}.
bool is_thumb_prologue(std::uint32_t word) {
  return (word & 0xff00) == 0xb500 || ((word & 0xffff) == 0xe92d && (word & 0x40000000) != 0);
}

// PUSH {…, LR} or STR LR, [SP, #-4]!.
bool is_arm_prologue(std::uint32_t word) { return (word & 0xffff4000) == 0xe92d4000 || word == 0xe52de004; }

// ADDI, C.ADDI or C.ADDI16SP that lowers sp.
bool is_riscv_prologue(std::uint32_t word) {
  return (word & 0x800fffff) == 0x80010113 || (word & 0xff83) == 0x1101 || (word & 0xff83) == 0x7101;
}

// STP X29, X30, [SP, #…]! or SUB SP, SP, #….
bool is_aarch64_prologue(std::uint32_t word) {
  return (word & 0xffc07fff) == 0xa9807bfd || (word & 0xff8003ff) == 0xd10003ff;
}

bool is_prologue(const delta::InstructionSet& set, std::uint32_t word) {
  if (&set == &delta::kThumb) return is_thumb_prologue(word);
  if (&set == &delta::kArm) return is_arm_prologue(word);
  return &set == &delta::kRiscv ? is_riscv_prologue(word) : is_aarch64_prologue(word);
}

// The positions of prologues, by position modulo kStep.
std::array<Positions, kStep> find_prologues(Bytes image, const delta::InstructionSet& set) {
  std::array<Positions, kStep> found;
  for (std::size_t at = 0; at + 4 <= image.size(); at += set.step_bytes) {
    if (is_prologue(set, load_u32(image, at))) found[at % kStep].push_back(static_cast<std::uint32_t>(at));
  }
  return found;
}

// The addresses that words point at, each once, thinned out to at most kMaxWords.
Positions find_targets(Bytes image, const delta::InstructionSet& set) {
  const std::uint32_t mode = &set == &delta::kThumb ? 1 : 0;
  Positions all;
  for (std::size_t at = 0; at + 4 <= image.size(); at += 4) {
    const std::uint32_t word = load_u32(image, at);
    if (word % set.step_bytes == mode && word >= kLowestPointer) all.push_back(word - mode);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  const std::size_t step = all.size() / kMaxWords + 1;
  Positions some;
  for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
  return some;
}

}  // namespace

std::optional<std::uint32_t> estimate_link_address(Bytes image, const delta::InstructionSet* set) {
  if (set == nullptr) return std::nullopt;
  const std::array<Positions, kStep> prologues = find_prologues(image, *set);
  Positions votes;
  for (const std::uint32_t target : find_targets(image, *set)) {
    for (const std::uint32_t prologue : prologues[target % kStep]) {
      if (prologue <= target) votes.push_back(target - prologue);
    }
  }
  std::sort(votes.begin(), votes.end());
  std::size_t best = 0, second = 0;
  std::uint32_t address = 0;
  for (auto at = votes.begin(); at != votes.end();) {
    const auto end = std::upper_bound(at, votes.end(), *at);
    const auto count = static_cast<std::size_t>(end - at);
    second = std::max(second, std::min(best, count));
    if (count > best) {
      best = count;
      address = *at;
    }
    at = end;
  }
  const bool stands_out = best >= kMinVotes && best >= 2 * second;
  return stands_out ? std::optional(address) : std::nullopt;
}

}  // namespace switchback::packer
