// Applies a patch (docs/SPEC.md, "Patch stream") to a base that is read in place. With an empty
// base it unpacks an image. Copies from the target are read back from where it was written: the
// window is the whole image and takes no RAM.
#pragma once

#include "core/base/stream.h"
#include "core/base/workspace.h"
#include "core/delta/fields.h"

namespace switchback::delta {

constexpr std::uint32_t kPatchHeaderBytes = 7;
constexpr std::uint32_t kMaxPatchHeaderBytes = kPatchHeaderBytes + 4;  // with a link shift
constexpr std::uint32_t kMaxMapEntries = 512;

struct PatchHeader {
  FieldRules rules;  // without image_size_bytes
  std::uint16_t map_entries = 0;

  std::uint32_t size_bytes() const { return rules.link_shift == 0 ? kPatchHeaderBytes : kMaxPatchHeaderBytes; }
};

// Decodes the header at the start of `patch`.
//   kOk:              `header` is valid
//   kStreamTruncated: `patch` is shorter than a header
//   kStreamCorrupt:   unknown flag or instruction set, too many map entries, or a link shift of 0
//   kPackageCodec:    the instruction set is not in this build
//   others:           from `patch`
Status decode_patch_header(const Reader& patch, PatchHeader& header);
// The header is the first header.size_bytes() of `bytes`.
void encode_patch_header(const PatchHeader& header, std::span<std::uint8_t, kMaxPatchHeaderBytes> bytes);

// Upper bound, on host and device, of the workspace that apply_patch() takes, without the map. Part
// of the format.
constexpr std::uint32_t kPatchStateBytes = 4608;
constexpr std::uint32_t kMapEntryBytes = 8;
constexpr std::uint32_t patch_ram_bytes(std::uint32_t map_entries) {
  return kPatchStateBytes + kMapEntryBytes * map_entries;
}

struct PatchInput {
  const Reader& patch;  // the whole reader is the patch
  const Reader& base;   // the whole reader is the base
};

struct PatchOutput {
  Sink& sink;
  // Reads back what `sink` took, at the latest WrittenTarget::kHeldBackBytes later.
  const Reader& written;
  std::uint32_t size_bytes;
};

// Writes exactly output.size_bytes bytes to the sink, or fails.
//   kOk:               the target is complete
//   kImageSize:        base or target is larger than kMaxImageBytes
//   kPackageRam:       the workspace is too small
//   kStreamCorrupt:    the map does not ascend, or the stream does not end as an encoder ends it
//   kStreamTruncated:  the patch ends before the target is complete
//   kStreamTrailing:   bytes follow the stream's end
//   kDeltaBaseRange:   a copy from before the base, or from bytes that are not written yet
//   kDeltaTargetRange: a copy beyond the target's end
//   others:            from decode_patch_header(), the readers and the sink
Status apply_patch(const PatchInput& input, const PatchOutput& output, Workspace& workspace);

}  // namespace switchback::delta
