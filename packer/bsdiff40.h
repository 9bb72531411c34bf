// Writes the classic BSDIFF40 patch, which every bspatch applies: for interoperability; no device of ours reads it.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "host/error.h"
#include "packer/delta.h"

namespace switchback::packer {

// The patch that turns `base` into `target`; `records` are find_delta()'s for these very images.
// kInternal: bzip2 failed (out of memory).
Result<std::vector<std::uint8_t>> encode_bsdiff40(Bytes base, Bytes target, std::span<const DeltaRecord> records);

}  // namespace switchback::packer
