// Patch files (docs/SPEC.md, "Patch file"), for bare binaries outside of packages.
#pragma once

#include "packer/patch/patch.h"

namespace switchback::packer {

constexpr std::size_t kPatchFileHeaderBytes = 20;

// make_patch() behind a header with the sizes and CRC-32 of base and target. Errors:
// make_patch()'s.
Result<std::vector<std::uint8_t>> make_patch_file(Bytes base, Bytes target, const PatchOptions& options = {},
                                                  const host::Progress& progress = {}, PatchAccount* account = nullptr);

// Rebuilds the target with the device's decoder.
//   kFormat:    not a patch file, or a malformed patch
//   kWrongBase: made from another base
//   kDigest:    the target is not the one announced
Result<std::vector<std::uint8_t>> apply_patch_file(Bytes base, Bytes file);

}  // namespace switchback::packer
