// Finds the parts that a target image shares with a base, and writes the device's delta stream.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"
#include "host/progress.h"

namespace switchback::packer {

// The next part of the target: `diff_bytes` that resemble the base at `base_position`, then
// `extra_bytes` that do not. At least one of the two sizes is not 0.
struct DeltaRecord {
  std::uint32_t base_position = 0;
  std::uint32_t diff_bytes = 0;
  std::uint32_t extra_bytes = 0;

  bool operator==(const DeltaRecord&) const = default;
};

// The largest base and the largest target: half of what 32-bit signed positions of a suffix array
// reach.
constexpr std::uint32_t kMaxDeltaInputBytes = std::uint32_t{1} << 30;

// Returns the records that make up `target`, in order. The first has base position 0, where a
// decoder starts. Deterministic. Needs memory for both inputs and four bytes for each byte of the
// base.
//   kTooBig:   base or target is larger than kMaxDeltaInputBytes
//   kInternal: the suffix sort failed (out of memory)
Result<std::vector<DeltaRecord>> find_delta(Bytes base, Bytes target, const host::Progress& progress = {});

// Encodes a delta stream (docs/SPEC.md, "Delta stream"). `records` are find_delta()'s for the same
// images.
std::vector<std::uint8_t> encode_delta_stream(Bytes base, Bytes target, std::span<const DeltaRecord> records);

}  // namespace switchback::packer
