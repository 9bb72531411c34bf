// Makes patches (docs/SPEC.md, "Patch stream"), which core/delta/patch_decoder.h applies.
#pragma once

#include <optional>
#include <vector>

#include "core/delta/patch_decoder.h"
#include "host/error.h"
#include "host/progress.h"
#include "packer/patch_account.h"

namespace switchback::packer {

struct PatchOptions {
  std::optional<std::uint32_t> link_address;  // of the base; otherwise estimated
  std::uint32_t link_shift = 0;               // what the target's is higher by, modulo 2^32
  bool pointers = true;                       // look for pointers, where the link address is known
  // Whose branches to look for; nullptr: none's. Otherwise those of the set that the images seem to be code of.
  std::optional<const delta::InstructionSet*> instructions;
  std::uint32_t max_map_entries = 256;  // at most delta::kMaxMapEntries: eight bytes each of the decoder's RAM
};

// A patch from `base`, which may be empty, to `target`; the decoder has rebuilt the target from it. The same input
// gives the same bytes. `account` (may be nullptr) receives what it is made of. kTooBig: an image above
// kMaxPatchInputBytes. kInternal: out of memory, or the decoder did not agree.
constexpr std::size_t kMaxPatchInputBytes = std::size_t{64} << 20;
Result<std::vector<std::uint8_t>> make_patch(Bytes base, Bytes target, const PatchOptions& options = {},
                                             const host::Progress& progress = {}, PatchAccount* account = nullptr);

// What a device does. kFormat: the patch does not lead from this base to a target of this size.
Result<std::vector<std::uint8_t>> apply_patch(Bytes base, Bytes patch, std::uint32_t target_size_bytes);

}  // namespace switchback::packer
