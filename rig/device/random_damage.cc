#include "rig/device/random_damage.h"

namespace switchback::rig {
namespace {

bootloader::Area random_area(const Board& board, Random& random) {
  const bootloader::Layout& layout = board.layout();
  const std::uint32_t choices = layout.staging_in_slot ? 3 : 4;
  switch (random.below(choices)) {
    case 0:
      return layout.journal;
    case 1:
      return layout.slots[0];
    case 2:
      return layout.slots[1];
    default:
      return layout.staging;
  }
}

}  // namespace

Damage random_damage(DamageKind kind, const Board& board, std::uint64_t operations, Random& random) {
  const bootloader::Area area = random_area(board, random);
  Damage damage;
  damage.kind = kind;
  damage.address = area.address + random.below(area.size_bytes);
  damage.bit = kind == DamageKind::kFlip ? random.below(8) : 0;
  const bool while_off = kind == DamageKind::kFlip || kind == DamageKind::kUnreadable;
  damage.operation = while_off ? 0 : random.below(static_cast<std::uint32_t>(operations) + 1);
  return damage;
}

}  // namespace switchback::rig
