// Applies a patch (docs/SPEC.md, "Patch stream") to a base that is read in place; with an empty base it unpacks an
// image. What a patch copies of its own target is read back from where the target was written, so that its window is
// the whole image and takes no RAM.
#pragma once

#include "core/delta/fields.h"
#include "core/stream.h"
#include "core/workspace.h"

namespace switchback::delta {

constexpr std::uint32_t kPatchHeaderBytes = 7;
constexpr std::uint32_t kMaxPatchHeaderBytes = kPatchHeaderBytes + 4;  // with a link shift
constexpr std::uint32_t kMaxMapEntries = 512;

struct PatchHeader {
  FieldRules rules;  // without the image's size, which comes from elsewhere
  std::uint16_t map_entries = 0;

  std::uint32_t size_bytes() const { return rules.link_shift == 0 ? kPatchHeaderBytes : kMaxPatchHeaderBytes; }
};

// kOk; kStreamTruncated (shorter than a header); kStreamCorrupt (an unknown flag or instruction set, more than
// kMaxMapEntries, or a link shift of 0); kPackageCodec (an instruction set that is not in this build); what `patch`
// reports.
Status decode_patch_header(const Reader& patch, PatchHeader& header);
// The first header.size_bytes() bytes.
void encode_patch_header(const PatchHeader& header, std::span<std::uint8_t, kMaxPatchHeaderBytes> bytes);

// Upper bound, on host and device, of what apply_patch() takes from its workspace. Part of the format.
constexpr std::uint32_t kPatchStateBytes = 4608;
constexpr std::uint32_t kMapEntryBytes = 8;
constexpr std::uint32_t patch_ram_bytes(std::uint32_t map_entries) {
  return kPatchStateBytes + kMapEntryBytes * map_entries;
}

struct PatchInput {
  const Reader& patch;  // all of it is the patch
  const Reader& base;   // all of it is the base
};

struct PatchOutput {
  Sink& sink;
  const Reader& written;  // reads back what `sink` took, at the latest WrittenTarget::kHeldBackBytes later
  std::uint32_t size_bytes;
};

// Writes exactly output.size_bytes bytes to the sink, or fails. kOk; decode_patch_header()'s; kImageSize (base or
// target above kMaxImageBytes); kPackageRam (the workspace is too small); kStreamCorrupt (the map's addresses do not
// ascend, or the stream does not end as an encoder ends it); kStreamTruncated; kStreamTrailing (bytes after the
// stream's end); kDeltaBaseRange (a copy from before the base's start, or from what is not written yet);
// kDeltaTargetRange (a copy beyond the target's end); what the readers and the sink report.
Status apply_patch(const PatchInput& input, const PatchOutput& output, Workspace& workspace);

}  // namespace switchback::delta
