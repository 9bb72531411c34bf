#include "core/delta/written_target.h"

namespace switchback::delta {

Status WrittenTarget::put(std::uint8_t byte) {
  ring_[position_ % kRingBytes] = byte;
  ++position_;
  if (position_ % kChunkBytes != 0) return Status::kOk;
  return sink_.write(Bytes(ring_).subspan((position_ - kChunkBytes) % kRingBytes, kChunkBytes));
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
