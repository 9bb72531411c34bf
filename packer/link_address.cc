// A function that calls others starts with a PUSH of LR, and a pointer at it is odd. For the right address many odd
// words point at a PUSH; for a wrong one, few do.
#include "packer/link_address.h"

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

// Where PUSH {…, LR} or PUSH.W {…, LR} stands, by position modulo kStep.
std::array<Positions, kStep> find_prologues(Bytes image) {
  std::array<Positions, kStep> found;
  for (std::size_t at = 0; at + 4 <= image.size(); at += 2) {
    const std::uint16_t first = load_u16(image, at);
    const bool wide = first == 0xe92d && (image[at + 3] & 0x40) != 0;
    if ((first & 0xff00) == 0xb500 || wide) found[at % kStep].push_back(static_cast<std::uint32_t>(at));
  }
  return found;
}

// What odd words point at, each once, thinned out to at most kMaxWords.
Positions find_targets(Bytes image) {
  Positions all;
  for (std::size_t at = 0; at + 4 <= image.size(); at += 4) {
    const std::uint32_t word = load_u32(image, at);
    if ((word & 1) != 0 && word >= kLowestPointer) all.push_back(word - 1);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  const std::size_t step = all.size() / kMaxWords + 1;
  Positions some;
  for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
  return some;
}

}  // namespace

std::optional<std::uint32_t> estimate_link_address(Bytes image) {
  const std::array<Positions, kStep> prologues = find_prologues(image);
  Positions votes;
  for (const std::uint32_t target : find_targets(image)) {
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
