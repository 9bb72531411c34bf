// MCUboot's trailer, as in its documentation ("Image trailer").
#include "verifier/slot_padding.h"

#include <array>

namespace switchback::verifier {
namespace {

constexpr std::size_t kMagicBytes = 16;
constexpr std::uint8_t kFlagSet = 0x01;
constexpr std::array<std::uint8_t, kMagicBytes> kMagicAlign8 = {0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f,
                                                                0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80};
constexpr std::array<std::uint8_t, kMagicBytes - 2> kMagicAfterAlign = {0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d,
                                                                        0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a};

// The flash alignment that the magic indicates; 0 without a magic.
std::size_t alignment_of(Bytes magic) {
  if (equal(magic, kMagicAlign8)) return 8;
  if (!equal(magic.subspan(2), kMagicAfterAlign)) return 0;
  const std::size_t alignment = load_u16(magic, 0);
  const bool power_of_two = alignment != 0 && (alignment & (alignment - 1)) == 0;
  return power_of_two ? alignment : 0;
}

}  // namespace

bool is_slot_padding(Bytes tail, std::size_t slot_size_bytes) {
  if (tail.size() < kMagicBytes) return false;
  const std::size_t alignment = alignment_of(tail.last(kMagicBytes));
  if (alignment == 0 || slot_size_bytes < kMagicBytes + alignment) return false;

  const std::size_t tail_start = slot_size_bytes - tail.size();
  const std::size_t image_ok = (slot_size_bytes - kMagicBytes - alignment) / alignment * alignment;
  const Bytes padding = tail.first(tail.size() - kMagicBytes);
  const std::uint8_t erased = !padding.empty() && padding.front() == 0x00 ? 0x00 : 0xff;
  for (std::size_t i = 0; i < padding.size(); ++i) {
    const bool confirmed = tail_start + i == image_ok && padding[i] == kFlagSet;
    if (padding[i] != erased && !confirmed) return false;
  }
  return true;
}

}  // namespace switchback::verifier
