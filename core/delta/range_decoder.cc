// LZMA's range decoder with the probabilities of bit_models.h.
#include "core/delta/range_decoder.h"

#include <algorithm>

namespace switchback::delta {
RangeDecoder::RangeDecoder(const Reader& payload, std::uint32_t offset) : payload_(payload), offset_(offset) {
  for (int i = 0; i < 4; ++i) left_.code = left_.code << 8 | next_byte();
}

std::uint8_t RangeDecoder::next_byte() {
  if (at_ == filled_) refill();
  return at_ < filled_ ? chunk_[at_++] : std::uint8_t{0};
}

void RangeDecoder::refill() {
  at_ = filled_ = 0;
  if (!ok(status_)) return;
  const std::uint32_t left = payload_.size_bytes() > offset_ ? payload_.size_bytes() - offset_ : 0;
  const std::uint32_t count = std::min(kChunkBytes, left);
  status_ = count == 0 ? Status::kStreamTruncated : payload_.read(offset_, MutableBytes(chunk_).first(count));
  if (!ok(status_)) return;
  offset_ += count;
  filled_ = static_cast<std::uint8_t>(count);
}

// A bit of probability 1/4096 takes twelve bits, so at most two bytes.
void RangeDecoder::normalise() {
  for (; left_.is_short(); left_.range <<= 8) left_.code = left_.code << 8 | next_byte();
}

[[gnu::always_inline]] inline bool RangeDecoder::Interval::take(BitModel& model) {
  const std::uint32_t bound = (range >> BitModel::kProbabilityBits) * model.zero();
  if (code < bound) {
    range = bound;
    model.saw_zero();
    return false;
  }
  code -= bound;
  range -= bound;
  model.saw_one();
  return true;
}

bool RangeDecoder::bit(BitModel& model) {
  const bool one = left_.take(model);
  if (left_.is_short()) normalise();
  return one;
}

// Works on a copy of the interval, which stays in registers.
std::uint32_t RangeDecoder::leaf(BitModel* tree, std::uint32_t node, std::uint32_t leaves) {
  Interval left = left_;
  while (node < leaves) {
    BitModel& model = tree[node];
    node <<= 1;
    if (left.take(model)) ++node;
    if (!left.is_short()) continue;
    left_ = left;
    normalise();
    left = left_;
  }
  left_ = left;
  return node;
}

std::uint32_t RangeDecoder::plain_bits(std::uint32_t count) {
  std::uint32_t value = 0;
  for (; count != 0; --count) {
    left_.range >>= 1;
    const bool one = left_.code >= left_.range;
    if (one) left_.code -= left_.range;
    value = value << 1 | (one ? 1 : 0);
    if (left_.is_short()) normalise();
  }
  return value;
}

// Decodes the lowest bit first. `models` starts at the root of a tree whose nodes count from 1.
std::uint32_t RangeDecoder::low_bits(BitModel* models, std::uint32_t count) {
  std::uint32_t value = 0;
  std::uint32_t node = 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t one = bit(models[node - 1]) ? 1 : 0;
    node = node << 1 | one;
    value |= one << i;
  }
  return value;
}

std::uint32_t RangeDecoder::number(NumberModel& model) {
  constexpr std::uint32_t kSlots = 1u << NumberModel::kSlotBits;
  const std::uint32_t slot = leaf(model.slot.data(), 1, kSlots) - kSlots;
  if (slot < 4) return slot;

  const std::uint32_t extra = slot_extra_bits(slot);
  const std::uint32_t base = slot_base(slot);
  if (slot < NumberModel::kFirstWideSlot) return base + low_bits(model.low.data() + (base - slot), extra);
  constexpr std::uint32_t kModelled = NumberModel::kWideModelledBits;
  const std::uint32_t high = plain_bits(extra - kModelled) << kModelled;
  return base + high + low_bits(model.wide_low.data() + 1, kModelled);
}

Status RangeDecoder::finish() const {
  if (!ok(status_)) return status_;
  if (at_ != filled_ || offset_ != payload_.size_bytes()) return Status::kStreamTrailing;
  return left_.code == 0 ? Status::kOk : Status::kStreamCorrupt;
}

}  // namespace switchback::delta
