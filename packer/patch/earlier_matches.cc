// Uses one suffix array of both images. Two suffixes share the least of what neighbours between
// them share, so four walks over the array find the best partners.
#include "packer/patch/earlier_matches.h"

#include <divsufsort.h>

#include <algorithm>
#include <utility>

namespace switchback::packer {
namespace {

using Positions = std::vector<std::int32_t>;

// Lengths are counted to kLongest; among longer matches any will do.
using Lengths = std::vector<std::uint16_t>;
constexpr std::uint32_t kLongest = 0xffff;

struct Candidate {
  std::uint32_t position = 0;
  std::uint32_t length_bytes = 0;
};

// For each suffix, its predecessor in the array, or −1.
Positions predecessors(const Positions& suffixes) {
  Positions before(suffixes.size());
  std::int32_t previous = -1;
  for (const std::int32_t suffix : suffixes) before[static_cast<std::size_t>(suffix)] = std::exchange(previous, suffix);
  return before;
}

// How many bytes each suffix shares with its predecessor in the array (Kärkkäinen, Manzini and
// Puglisi, 2009).
Lengths shared_with_previous(Bytes text, const Positions& suffixes) {
  const Positions before = predecessors(suffixes);
  Lengths shared(text.size());
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (before[i] < 0) {
      length = 0;
      continue;
    }
    const auto other = static_cast<std::size_t>(before[i]);
    const std::size_t limit = text.size() - std::max(i, other);
    while (length < limit && text[i + length] == text[other + length]) ++length;
    shared[i] = static_cast<std::uint16_t>(std::min<std::size_t>(length, kLongest));
    length -= length != 0 ? 1 : 0;
  }
  return shared;
}

// The longest match of each target position so far.
class Best {
 public:
  explicit Best(std::size_t size) : positions_(size, EarlierMatches::kNoMatch), lengths_(size) {}

  void offer(std::uint32_t at, const Candidate& match) {
    if (match.length_bytes < EarlierMatches::kMinMatchBytes || match.length_bytes <= lengths_[at]) return;
    lengths_[at] = static_cast<std::uint16_t>(std::min(match.length_bytes, kLongest));
    positions_[at] = match.position;
  }
  std::vector<std::uint32_t> take() { return std::move(positions_); }

 private:
  std::vector<std::uint32_t> positions_;
  Lengths lengths_;
};

// The match that `find` returns.
template <class Find>
std::vector<std::uint32_t> best_matches(std::size_t size, Find find) {
  Best best(size);
  find(best);
  return best.take();
}

class Walker {
 public:
  Walker(const Positions& suffixes, const Lengths& shared, std::uint32_t base_size)
      : suffixes_(suffixes), shared_(shared), base_size_(base_size) {}

  // Calls `step` with each suffix and the length that it shares with the previous one.
  template <class Step>
  void forwards(Step step) const {
    for (const std::int32_t suffix : suffixes_) step(unsigned_of(suffix), shared_at(suffix));
  }
  template <class Step>
  void backwards(Step step) const {
    std::uint32_t shared = 0;
    for (std::size_t i = suffixes_.size(); i-- > 0;) {
      step(unsigned_of(suffixes_[i]), shared);
      shared = shared_at(suffixes_[i]);
    }
  }

  // A step that finds the nearest suffix of the base.
  auto base_step(Best& best) const {
    return [this, &best, nearest = Candidate{}](std::uint32_t suffix, std::uint32_t shared) mutable {
      if (suffix < base_size_) {
        nearest = {suffix, base_size_ - suffix};
        return;
      }
      nearest.length_bytes = std::min(nearest.length_bytes, shared);
      best.offer(suffix - base_size_, nearest);
    };
  }

  // A step that finds the nearest suffix of the target that starts earlier. Keeps a stack of
  // ascending positions, each with the length that it shares with the one below.
  auto written_step(Best& best) const {
    return [this, &best, stack = std::vector<Candidate>{}, between = std::uint32_t{0}](std::uint32_t suffix,
                                                                                       std::uint32_t shared) mutable {
      between = std::min(between, shared);
      if (suffix < base_size_) return;
      const std::uint32_t position = suffix - base_size_;
      std::uint32_t length = between;
      for (; !stack.empty() && stack.back().position > position; stack.pop_back()) {
        length = std::min(length, stack.back().length_bytes);
      }
      if (!stack.empty()) best.offer(position, {stack.back().position, length});
      stack.push_back({position, length});
      between = 0xffffffff;
    };
  }

 private:
  static std::uint32_t unsigned_of(std::int32_t value) { return static_cast<std::uint32_t>(value); }
  std::uint32_t shared_at(std::int32_t suffix) const { return shared_[static_cast<std::size_t>(suffix)]; }

  const Positions& suffixes_;
  const Lengths& shared_;
  std::uint32_t base_size_;
};

}  // namespace

Result<EarlierMatches> find_earlier_matches(Bytes joined, std::size_t base_size_bytes) {
  EarlierMatches matches;
  if (joined.size() == base_size_bytes) return matches;
  Positions suffixes(joined.size());
  if (divsufsort(joined.data(), suffixes.data(), static_cast<std::int32_t>(joined.size())) != 0) {
    return fail(ErrorCode::kInternal, "sorting the images' suffixes failed; there may be too little memory");
  }
  const Lengths shared = shared_with_previous(joined, suffixes);
  const Walker walker(suffixes, shared, static_cast<std::uint32_t>(base_size_bytes));
  matches.base = best_matches(joined.size() - base_size_bytes, [&](Best& best) {
    walker.forwards(walker.base_step(best));
    walker.backwards(walker.base_step(best));
  });
  matches.written = best_matches(joined.size() - base_size_bytes, [&](Best& best) {
    walker.forwards(walker.written_step(best));
    walker.backwards(walker.written_step(best));
  });
  return matches;
}

}  // namespace switchback::packer
