// rebuild() with every stage. A device that needs fewer links a file of core/variants/ instead.
#include "core/rebuild.h"

#include "core/rebuild_stages.h"

namespace switchback {

std::uint32_t rebuild_ram_bytes(wire::PayloadKind kind, wire::Codec codec, std::uint8_t window_bits) {
  return rebuild_ram_formula(kind, codec, window_bits);
}

Status rebuild(const Reader& package, const wire::ImageFacts& facts, const Reader* base, const Target& target,
               MutableBytes workspace) {
  return rebuild_with<RebuildStages{}>(package, facts, base, target, workspace);
}

}  // namespace switchback
