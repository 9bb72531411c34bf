// Decodes a raw deflate stream (RFC 1951) with zlib's inflateBack, in memory that the caller lends.
#pragma once

#include "core/base/stream.h"
#include "core/base/workspace.h"

namespace switchback::delta {

// Upper bound, on host and device, of the workspace that inflate_raw() takes beside the window.
constexpr std::uint32_t kInflateStateBytes = 7552;

// Decodes all of `payload` into `out`. A match reaches back at most 2^window_bits bytes; the caller
// ensures that window_bits is 9 … 15. Stops at the first failure of `out`, so a stream that expands
// without end costs no more than what `out` takes.
//   kOk:              the stream ends exactly at the payload's end
//   kStreamCorrupt:   not deflate, or a match beyond the window
//   kStreamTruncated: the payload ends before the stream
//   kStreamTrailing:  bytes follow the stream
//   kPackageRam:      the workspace is too small
//   others:           from `payload` and `out`
Status inflate_raw(const Reader& payload, std::uint8_t window_bits, Sink& out, Workspace& workspace);

}  // namespace switchback::delta
