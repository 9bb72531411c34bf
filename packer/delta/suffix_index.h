// Finds the longest match of any byte string in a base, through its suffix array.
#pragma once

#include <memory>
#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::packer {

struct BaseMatch {
  std::size_t position = 0;
  std::size_t length_bytes = 0;
};

class SuffixIndex {
 public:
  // `base` outlives the index and has at most 2^31 − 1 bytes.
  // kInternal: the sort failed.
  static Result<SuffixIndex> build(Bytes base);

  // The longest prefix of `text` that occurs in the base, and its position. Length 0: not even the
  // first byte occurs.
  BaseMatch longest_match(Bytes text) const;

 private:
  SuffixIndex(Bytes base, std::vector<std::int32_t> suffixes) : base_(base), suffixes_(std::move(suffixes)) {}

  Bytes base_;
  // The suffix array: positions in the base, sorted by the strings that start there.
  std::vector<std::int32_t> suffixes_;
};

}  // namespace switchback::packer
