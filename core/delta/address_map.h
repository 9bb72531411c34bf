// Maps old addresses to new ones: with a patch's entries, and with what its copies have shown.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace switchback::delta {

// An address is an offset in the image, or an absolute address in RAM, which lies above every image
// (kMaxImageBytes).
constexpr std::uint32_t kMaxImageBytes = 0x0fffffff;

// Addresses from `old_start` up to the next entry have moved by `shift`, modulo 2^32.
struct MapEntry {
  std::uint32_t old_start = 0;
  std::uint32_t shift = 0;
};

// Target positions for which a map suggests one alignment (base position minus target position,
// modulo 2^32).
struct MapStretch {
  std::uint32_t alignment = 0;
  std::uint32_t size_bytes = 0;
};

class AddressMap {
 public:
  // `entries` ascend strictly by old_start. Both sizes are at most kMaxImageBytes;
  // `image_size_bytes` is that of the larger image.
  AddressMap(std::span<const MapEntry> entries, std::uint32_t base_size_bytes, std::uint32_t image_size_bytes)
      : entries_(entries), base_size_bytes_(base_size_bytes), image_size_bytes_(image_size_bytes) {}

  // The new address. Addresses before the first entry of their kind, image or RAM, do not move.
  std::uint32_t moved(std::uint32_t old_address) const;

  // The alignment of the first entry whose bytes moved to `position`, or 0 if there is none, and
  // the number of positions from there on that it holds for: 1 … kMaxImageBytes.
  MapStretch stretch_at(std::uint32_t position) const;

 private:
  std::span<const MapEntry> entries_;
  std::uint32_t base_size_bytes_;
  std::uint32_t image_size_bytes_;
};

// The latest addresses that the map got wrong, with one place for each hash.
class TargetCache {
 public:
  void learn(std::uint32_t old_address, std::uint32_t new_address) {
    places_[place(old_address)] = {old_address, new_address};
  }
  // If `address` was learnt, replaces it by the new one and returns true.
  bool find(std::uint32_t& address) const {
    const Place& found = places_[place(address)];
    if (found.old_address != address) return false;
    address = found.new_address;
    return true;
  }

 private:
  struct Place {
    std::uint32_t old_address = 0xffffffff;
    std::uint32_t new_address = 0xffffffff;
  };
  static constexpr unsigned kBits = 6;

  static std::uint32_t place(std::uint32_t address) { return (address * 2654435761u) >> (32 - kBits); }

  std::array<Place, 1u << kBits> places_;
};

}  // namespace switchback::delta
