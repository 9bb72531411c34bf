#include "core/delta/written_target.h"

namespace switchback::delta {

Status WrittenTarget::put(Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    ring_[position_ % kRingBytes] = byte;
    ++position_;
    if (position_ % kChunkBytes != 0) continue;
    const Bytes chunk = Bytes(ring_).subspan((position_ - kChunkBytes) % kRingBytes, kChunkBytes);
    if (const Status status = sink_.write(chunk); !ok(status)) return status;
  }
  return Status::kOk;
}

Status WrittenTarget::flush() {
  const std::uint32_t left = position_ % kChunkBytes;
  if (left == 0) return Status::kOk;
  return sink_.write(Bytes(ring_).subspan((position_ - left) % kRingBytes, left));
}

Status WrittenTarget::read(std::uint32_t from, MutableBytes out) const {
  if (from > position_ || out.size() > position_ - from) return Status::kFlashRange;
  if (position_ - from > kRingBytes) return written_.read(from, out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = ring_[(from + i) % kRingBytes];
  return Status::kOk;
}

}  // namespace switchback::delta
