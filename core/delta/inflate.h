// Decodes a raw deflate stream (RFC 1951) with zlib's inflateBack, in memory that the caller lends.
#pragma once

#include "core/stream.h"
#include "core/workspace.h"

namespace switchback::delta {

// Upper bound, on host and device, of what inflate_raw() takes from its workspace beside the window.
constexpr std::uint32_t kInflateStateBytes = 7552;

// Decodes all of `payload` into `out`; a match reaches back at most 2^window_bits bytes (window_bits 9 … 15, checked by
// the caller). The first failure of `out` ends the work, so a stream that expands without end costs no more than what
// `out` takes. kOk: the stream ended, and exactly at the payload's end. kStreamCorrupt (not deflate, or a match beyond
// the window); kStreamTruncated (the payload ends before the stream); kStreamTrailing (bytes after the stream's end);
// kPackageRam (the workspace is too small); what `payload` and `out` report.
Status inflate_raw(const Reader& payload, std::uint8_t window_bits, Sink& out, Workspace& workspace);

}  // namespace switchback::delta
