// Writes classic BSDIFF40 patches, which every bspatch applies. No Switchback device reads them.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"
#include "packer/delta/delta.h"

namespace switchback::packer {

// The patch from `base` to `target`; `records` are find_delta()'s for the same images.
// kInternal: bzip2 failed (out of memory).
Result<std::vector<std::uint8_t>> encode_bsdiff40(Bytes base, Bytes target, std::span<const DeltaRecord> records);

}  // namespace switchback::packer
