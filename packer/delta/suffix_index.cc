// Binary search that remembers how many bytes both ends of its interval share with the text (Manber
// and Myers). Long runs of one byte, as in padding, are then not compared again and again.
#include "packer/delta/suffix_index.h"

#include <divsufsort.h>

#include <algorithm>

namespace switchback::packer {
namespace {

std::size_t common_prefix(Bytes a, Bytes b) {
  const std::size_t size = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin()).first - a.begin());
}

}  // namespace

Result<SuffixIndex> SuffixIndex::build(Bytes base) {
  std::vector<std::int32_t> suffixes(base.size());
  if (!base.empty() && divsufsort(base.data(), suffixes.data(), static_cast<std::int32_t>(base.size())) != 0) {
    return fail(ErrorCode::kInternal, "sorting the base's suffixes failed; there may be too little memory");
  }
  return SuffixIndex(base, std::move(suffixes));
}

BaseMatch SuffixIndex::longest_match(Bytes text) const {
  std::size_t low = 0;                  // the text sorts after every suffix before `low` …
  std::size_t high = suffixes_.size();  // … and before every suffix from `high` on
  BaseMatch below, above;               // matches with the nearest suffixes
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const auto position = static_cast<std::size_t>(suffixes_[middle]);
    const Bytes suffix = base_.subspan(position);
    const std::size_t known = std::min(below.length_bytes, above.length_bytes);
    const std::size_t shared = known + common_prefix(suffix.subspan(known), text.subspan(known));
    if (shared == text.size()) return {position, shared};
    const bool after = shared == suffix.size() || suffix[shared] < text[shared];
    (after ? below : above) = {position, shared};
    (after ? low : high) = after ? middle + 1 : middle;
  }
  return below.length_bytes >= above.length_bytes ? below : above;
}

}  // namespace switchback::packer
