// rebuild() with deflate, without deltas and patches. Packages that need them are refused with
// kPackageCodec. List this file among the firmware's own sources: it replaces core/rebuild.cc of
// the core library.
#include "core/rebuild.h"
#include "core/rebuild_stages.h"

namespace switchback {

std::uint32_t rebuild_ram_bytes(wire::PayloadKind kind, wire::Codec codec, std::uint8_t window_bits) {
  return rebuild_ram_formula(kind, codec, window_bits);
}

Status rebuild(const Reader& package, const wire::ImageFacts& facts, const Reader* base, const Target& target,
               MutableBytes workspace) {
  return rebuild_with<RebuildStages{.deflate = true, .delta = false, .patch = false}>(package, facts, base, target,
                                                                                      workspace);
}

}  // namespace switchback
