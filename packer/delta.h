// Finds what a target image has in common with a base, and writes the delta stream that the device decodes.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "host/error.h"
#include "host/progress.h"

namespace switchback::packer {

// The next part of the target: `diff_bytes` that resemble the base at `base_position`, then `extra_bytes` that resemble
// nothing. At least one of the two is not zero.
struct DeltaRecord {
  std::uint32_t base_position = 0;
  std::uint32_t diff_bytes = 0;
  std::uint32_t extra_bytes = 0;

  bool operator==(const DeltaRecord&) const = default;
};

// Largest base and largest target: what a suffix array of 32-bit signed positions holds, halved.
constexpr std::uint32_t kMaxDeltaInputBytes = std::uint32_t{1} << 30;

// Records that make up `target` in order. The first one's base position is 0, as a decoder starts there. Deterministic.
// Takes four bytes of memory for each byte of the base, beside both inputs.
// kTooBig: base or target larger than kMaxDeltaInputBytes. kInternal: the suffix sort failed (out of memory).
Result<std::vector<DeltaRecord>> find_delta(Bytes base, Bytes target, const host::Progress& progress = {});

// The stream of docs/SPEC.md, "Delta stream". `records` are find_delta()'s for these very images.
std::vector<std::uint8_t> encode_delta_stream(Bytes base, Bytes target, std::span<const DeltaRecord> records);

}  // namespace switchback::packer
