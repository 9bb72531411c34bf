// Rebuilds a target image from an update package: reads the payload, undoes the codec, applies the delta, writes in
// order. Host and device run this very code; the packer signs no package that it did not rebuild with it. A device that
// takes no deltas, or no compressed packages either, links a file of core/variants/ in place of core/rebuild.cc.
#pragma once

#include "core/stream.h"
#include "core/wire/image.h"

namespace switchback {

// All working memory that rebuild() takes for these parameters: the inflate state and its window, the delta or patch
// decoder and the chunks between them; without the stack, and without the map of a patch, which the package adds
// (delta::kMapEntryBytes for each entry). `window_bits` is 0 or 9 … 15. The figure is the same on host and device
// (docs/SPEC.md, "Decoder RAM") and stands in the package.
std::uint32_t rebuild_ram_bytes(wire::PayloadKind kind, wire::Codec codec, std::uint8_t window_bits);

// Where the target goes. `written` reads back from offset 0 what `sink` took, at the latest 384 bytes later; nothing
// reads from it but patches.
struct Target {
  Sink& sink;
  const Reader& written;
};

// `package` holds the artefact that `facts` were parsed from and that accept() passed for Use::kInstallPackage. `base`
// is the installed image, read at random positions within the base size that the package names; only deltas use it,
// others may pass nullptr. `workspace` is at least package.decoder_ram_bytes large, aligned to 8 bytes. `target`
// receives exactly target_size_bytes on success, never more than that on failure; both its parts outlive the call. kOk:
// the target is complete and its SHA-256 is the announced one. kPackageRam (workspace smaller than the package
// declares, or the package declares less than rebuild_ram_bytes()); kPackageCodec (codec or kind not in this build);
// kBaseMismatch (a delta without base); kStreamCorrupt, kStreamTruncated, kStreamTrailing; kDeltaVarint,
// kDeltaBaseRange, kDeltaTargetRange; kTargetMismatch; what readers and sink report.
Status rebuild(const Reader& package, const wire::ImageFacts& facts, const Reader* base, const Target& target,
               MutableBytes workspace);

}  // namespace switchback
