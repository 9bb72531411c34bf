// Checks the first two words of a vector table.
#include "core/wire/vectors.h"

namespace switchback {
namespace {

constexpr std::uint32_t kThumb = 1;

// A stack grows downwards, so its first word lies below the pointer.
bool is_stack_top(std::uint32_t pointer, const MemoryRange& ram) {
  return pointer > ram.address && pointer - ram.address <= ram.size_bytes;
}

}  // namespace

Status check_vectors(const Vectors& vectors, const MemoryRange& payload, std::span<const MemoryRange> ram) {
  bool has_stack = false;
  for (const MemoryRange& range : ram) has_stack |= is_stack_top(vectors.stack_pointer, range);
  if (!has_stack || vectors.stack_pointer % 4 != 0) return Status::kStackPointer;
  // Wraps to a large number if the reset vector lies before the payload.
  const std::uint32_t offset = vectors.reset - kThumb - payload.address;
  const bool leads_inside = offset >= kVectorsBytes && offset < payload.size_bytes;
  return leads_inside && vectors.reset % 2 == kThumb ? Status::kOk : Status::kResetVector;
}

}  // namespace switchback
