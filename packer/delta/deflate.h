// Writes raw deflate streams (RFC 1951) that fit a device's window.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"
#include "host/progress.h"

namespace switchback::packer {

// The windows that device decoders and both compressors support.
constexpr std::uint8_t kMinWindowBits = 9;
constexpr std::uint8_t kMaxWindowBits = 15;

// Compresses `data` to one raw deflate stream whose matches reach back less than 2^window_bits
// bytes. Returns the shorter of zlib's best level and Zopfli. Deterministic for given versions of
// both.
//   kUsage:    window_bits is not within 9 … 15
//   kInternal: zlib failed (out of memory)
Result<std::vector<std::uint8_t>> deflate_raw(Bytes data, std::uint8_t window_bits,
                                              const host::Progress& progress = {});

}  // namespace switchback::packer
