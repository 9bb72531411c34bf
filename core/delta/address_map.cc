#include "core/delta/address_map.h"

namespace switchback::delta {

// Two things that differ are kept apart: what follows the image's last entry in RAM has no entry of its own.
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

std::uint32_t AddressMap::alignment_at(std::uint32_t position) const {
  const MapEntry* const end = entries_.data() + entries_.size();
  for (const MapEntry* entry = entries_.data(); entry != end && entry->old_start < base_size_bytes_; ++entry) {
    std::uint32_t stretch_end = base_size_bytes_;
    if (entry + 1 != end && entry[1].old_start < stretch_end) stretch_end = entry[1].old_start;
    const std::uint32_t old_position = position - entry->shift;
    if (old_position >= entry->old_start && old_position < stretch_end) return 0 - entry->shift;
  }
  return 0;
}

}  // namespace switchback::delta
