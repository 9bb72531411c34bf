#include "core/delta/address_map.h"

#include <algorithm>

namespace switchback::delta {

// An entry applies only to addresses of its kind, image or RAM: a RAM address that only image
// entries precede does not move.
std::uint32_t AddressMap::moved(std::uint32_t old_address) const {
  std::size_t low = 0;
  std::size_t high = entries_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const bool before = entries_[middle].old_start <= old_address;
    (before ? low : high) = before ? middle + 1 : middle;
  }
  if (low == 0) return old_address;
  const MapEntry& entry = entries_[low - 1];
  const bool same_kind = (old_address < image_size_bytes_) == (entry.old_start < image_size_bytes_);
  return same_kind ? old_address + entry.shift : old_address;
}

MapStretch AddressMap::stretch_at(std::uint32_t position) const {
  // Distance from `position` to the nearest stretch of an earlier entry.
  std::uint32_t until_earlier = kMaxImageBytes;
  const MapEntry* const end = entries_.data() + entries_.size();
  for (const MapEntry* entry = entries_.data(); entry != end && entry->old_start < base_size_bytes_; ++entry) {
    std::uint32_t old_end = base_size_bytes_;
    if (entry + 1 != end && entry[1].old_start < old_end) old_end = entry[1].old_start;
    const std::uint32_t size_bytes = old_end - entry->old_start;
    const std::uint32_t into = position - entry->shift - entry->old_start;
    if (into < size_bytes) return {0 - entry->shift, std::min(until_earlier, size_bytes - into)};
    until_earlier = std::min(until_earlier, 0 - into);
  }
  return {0, until_earlier};
}

}  // namespace switchback::delta
