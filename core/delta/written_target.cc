#include "core/delta/written_target.h"

#include <algorithm>

namespace switchback::delta {

Status WrittenTarget::put(Bytes bytes) {
  while (!bytes.empty()) {
    const std::uint32_t in_chunk = position_ % kChunkBytes;
    const Bytes part = bytes.first(std::min<std::size_t>(bytes.size(), kChunkBytes - in_chunk));
    std::copy(part.begin(), part.end(), ring_.begin() + position_ % kRingBytes);
    position_ += static_cast<std::uint32_t>(part.size());
    bytes = bytes.subspan(part.size());
    if (in_chunk + part.size() != kChunkBytes) continue;
    if (const Status status = write(kChunkBytes); !ok(status)) return status;
  }
  return Status::kOk;
}

Status WrittenTarget::flush() {
  const std::uint32_t left = position_ % kChunkBytes;
  return left == 0 ? Status::kOk : write(left);
}

// Does not cross the ring's end, because a chunk begins there.
Status WrittenTarget::write(std::uint32_t size_bytes) {
  return sink_.write(Bytes(ring_).subspan((position_ - size_bytes) % kRingBytes, size_bytes));
}

Status WrittenTarget::read(std::uint32_t from, MutableBytes out) const {
  if (from > position_ || out.size() > position_ - from) return Status::kFlashRange;
  const std::uint32_t behind = position_ - from;
  std::size_t at = behind > kRingBytes ? std::min<std::size_t>(behind - kRingBytes, out.size()) : 0;
  if (at != 0) {  // bytes in the ring may not be written yet
    if (const Status status = written_.read(from, out.first(at)); !ok(status)) return status;
  }
  for (; at < out.size(); ++at) out[at] = ring_[(from + at) % kRingBytes];
  return Status::kOk;
}

}  // namespace switchback::delta
