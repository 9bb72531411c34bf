// A patch as a file of its own (docs/SPEC.md, "Patch file"), for bare binaries outside of packages.
#pragma once

#include "packer/patch.h"

namespace switchback::packer {

constexpr std::size_t kPatchFileHeaderBytes = 20;

// make_patch()'s result behind a header that says what it applies to and makes. As make_patch().
Result<std::vector<std::uint8_t>> make_patch_file(Bytes base, Bytes target, const PatchOptions& options = {},
                                                  const host::Progress& progress = {}, PatchAccount* account = nullptr);

// The target, rebuilt by the device's decoder. kFormat (no patch file, or a malformed patch); kWrongBase (it was made
// from another base); kDigest (the target is not the one announced).
Result<std::vector<std::uint8_t>> apply_patch_file(Bytes base, Bytes file);

}  // namespace switchback::packer
