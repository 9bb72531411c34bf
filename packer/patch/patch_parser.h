// Chooses a patch's tokens.
#pragma once

#include "host/progress.h"
#include "packer/patch/earlier_matches.h"
#include "packer/patch/patch_writer.h"

namespace switchback::packer {

// Writes the whole target. `matches` are hints, found in the images with absolute addresses; both
// lists are as long as the target.
void write_cheapest_tokens(PatchWriter& writer, Bytes target, std::uint32_t base_size_bytes,
                           const EarlierMatches& matches, const host::Progress& progress);

}  // namespace switchback::packer
