// Makes and applies patches (docs/SPEC.md, "Patch stream"; core/delta/patch_decoder.h).
#pragma once

#include <optional>
#include <vector>

#include "core/delta/patch_decoder.h"
#include "host/error.h"
#include "host/progress.h"
#include "packer/patch/patch_account.h"

namespace switchback::packer {

struct PatchOptions {
  std::optional<std::uint32_t> link_address;  // the base's; unset: estimated
  std::uint32_t link_shift = 0;               // target's link address − base's, mod 2^32
  bool pointers = true;                       // predict pointers, if the link address is known
  // Whose branches to predict; nullptr: none. Unset: the set that the target seems to be code of.
  std::optional<const delta::InstructionSet*> instructions;
  // At most delta::kMaxMapEntries. Each takes eight bytes of the decoder's RAM.
  std::uint32_t max_map_entries = 256;
};

// Makes a patch from `base`, which may be empty, to `target`, and checks it with the decoder. The
// same input gives the same bytes. `account` (may be nullptr) receives the patch's composition.
//   kTooBig:   an image is larger than kMaxPatchInputBytes
//   kInternal: out of memory, or the decoder does not rebuild the target
constexpr std::size_t kMaxPatchInputBytes = std::size_t{64} << 20;
Result<std::vector<std::uint8_t>> make_patch(Bytes base, Bytes target, const PatchOptions& options = {},
                                             const host::Progress& progress = {}, PatchAccount* account = nullptr);

// Applies a patch with the device's decoder.
// kFormat: the patch does not lead from this base to a target of this size.
Result<std::vector<std::uint8_t>> apply_patch(Bytes base, Bytes patch, std::uint32_t target_size_bytes);

}  // namespace switchback::packer
