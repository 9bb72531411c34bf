// Raw deflate (RFC 1951) for a device's window.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "host/error.h"
#include "host/progress.h"

namespace switchback::packer {

// What device decoders and both compressors handle as raw streams.
constexpr std::uint8_t kMinWindowBits = 9;
constexpr std::uint8_t kMaxWindowBits = 15;

// `data` as one raw deflate stream whose matches reach back less than 2^window_bits bytes. The smallest of what zlib's
// best level and Zopfli make of it; the same input gives the same bytes, with the same versions of both. kUsage:
// window_bits not within 9 … 15. kInternal: zlib failed (out of memory).
Result<std::vector<std::uint8_t>> deflate_raw(Bytes data, std::uint8_t window_bits,
                                              const host::Progress& progress = {});

}  // namespace switchback::packer
