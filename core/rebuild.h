// Rebuilds a target image from an update package: reads the payload, undoes the codec, applies the
// delta and writes the image in order. Host and device use the same code, and the packer signs only
// packages that it has rebuilt with it. A device without deltas or compressed packages links a file
// of core/variants/ instead of core/rebuild.cc.
#pragma once

#include "core/base/stream.h"
#include "core/wire/image.h"

namespace switchback {

// The RAM that rebuild() takes for these parameters: the inflate state with its window, or the
// delta or patch decoder, and the chunks between them. Not included are the stack, and the map of a
// patch (delta::kMapEntryBytes for each entry), which the package adds. `window_bits` is 0 or 9 …
// 15. The figure is the same on host and device (docs/SPEC.md, "Decoder RAM") and stands in the
// package.
std::uint32_t rebuild_ram_bytes(wire::PayloadKind kind, wire::Codec codec, std::uint8_t window_bits);

// Where the target is written. `written` reads back, from offset 0, what `sink` took, at the latest
// 384 bytes later. Only patches read it.
struct Target {
  Sink& sink;
  const Reader& written;
};

// Rebuilds the target of `package`. Everything is borrowed for the call.
// - `package` is the artefact that `facts` were parsed from and that accept() passed for
//   Use::kInstallPackage.
// - `base` is the installed image, read at random positions within the package's base size. It may
//   be nullptr for a package that is no delta.
// - `target` receives exactly target_size_bytes on success and never more on failure.
// - `workspace` has at least package.decoder_ram_bytes, aligned to 8 bytes.
//
//   kOk:               the target is complete and has the announced SHA-256
//   kPackageRam:       `workspace` is too small, or the package declares less than
//                      rebuild_ram_bytes()
//   kPackageCodec:     codec or kind not in this build
//   kBaseMismatch:     a delta without a base
//   kImageSize:        base or target is too large for a patch
//   kStreamCorrupt:    the compressed stream is malformed
//   kStreamTruncated:  the stream ends before the target
//   kStreamTrailing:   the stream continues after the target
//   kDeltaVarint:      a number in the delta stream is malformed
//   kDeltaBaseRange:   a copy from outside the base
//   kDeltaTargetRange: a write beyond the target's end
//   kTargetMismatch:   the target has another SHA-256
//   others:            from readers and sink
Status rebuild(const Reader& package, const wire::ImageFacts& facts, const Reader* base, const Target& target,
               MutableBytes workspace);

}  // namespace switchback
