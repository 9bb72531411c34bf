// For every position of a target, finds the longest string that starts there and also occurs in the
// base, or earlier in the target.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::packer {

// The best match for each target position; kNoMatch if none has kMinMatchBytes bytes.
struct EarlierMatches {
  static constexpr std::uint32_t kNoMatch = 0xffffffff;
  static constexpr std::uint32_t kMinMatchBytes = 3;

  std::vector<std::uint32_t> base;     // positions in the base
  std::vector<std::uint32_t> written;  // positions in the target
};

// `joined` is the base (`base_size_bytes` long), followed by the target: at most 2^31 − 1 bytes in
// all.
// kInternal: the suffix sort failed.
Result<EarlierMatches> find_earlier_matches(Bytes joined, std::size_t base_size_bytes);

}  // namespace switchback::packer
