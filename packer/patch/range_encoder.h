// The counterpart of core/delta/range_decoder.h, with prices for its bits.
#pragma once

#include <array>
#include <vector>

#include "core/delta/bit_models.h"

namespace switchback::packer {

// Prices are in 1/256 bit.
constexpr std::uint32_t kPlainBitPrice = 256;
constexpr std::size_t kPriceBits = 7;  // a price depends on this many bits of the probability
using BitPrices = std::array<std::uint32_t, std::size_t{1} << kPriceBits>;
BitPrices make_bit_prices();
inline const BitPrices kBitPrices = make_bit_prices();

inline std::uint32_t bit_price(const delta::BitModel& model, bool one) {
  constexpr unsigned kBits = delta::BitModel::kProbabilityBits;
  const std::uint32_t probability = one ? (1u << kBits) - 1 - model.zero() : model.zero();
  return kBitPrices[probability >> (kBits - kPriceBits)];
}

// Calls `modelled(model, one)` for each modelled bit of a number and `plain(bits, count)` for the
// other bits, in the order of the stream.
template <class Model, class Modelled, class Plain>
void visit_number(Model& model, std::uint32_t value, Modelled modelled, Plain plain) {
  using delta::NumberModel;
  std::uint32_t slot = value;
  if (value >= 4) {
    const auto top = static_cast<std::uint32_t>(31 - __builtin_clz(value));
    slot = top * 2 + (value >> (top - 1) & 1);
  }
  std::uint32_t node = 1;
  for (std::uint32_t i = NumberModel::kSlotBits; i-- > 0;) {
    const bool one = (slot >> i & 1) != 0;
    modelled(model.slot[node], one);
    node = node << 1 | (one ? 1 : 0);
  }
  if (slot < 4) return;
  const std::uint32_t base = delta::slot_base(slot);
  const bool wide = slot >= NumberModel::kFirstWideSlot;
  const std::uint32_t extra = delta::slot_extra_bits(slot);
  const std::uint32_t count = wide ? NumberModel::kWideModelledBits : extra;
  if (wide) plain((value - base) >> count, extra - count);
  auto* models = wide ? model.wide_low.data() + 1 : model.low.data() + (base - slot);
  node = 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool one = ((value - base) >> i & 1) != 0;
    modelled(models[node - 1], one);
    node = node << 1 | (one ? 1 : 0);
  }
}

std::uint32_t number_price(const delta::NumberModel& model, std::uint32_t value);

class RangeEncoder {
 public:
  void bit(delta::BitModel& model, bool one);
  void number(delta::NumberModel& model, std::uint32_t value);

  // The price of all bits so far.
  std::uint64_t price() const { return price_; }

  // Call once, after the last bit. Returns all bytes.
  std::vector<std::uint8_t> finish();

 private:
  void plain_bits(std::uint32_t bits, std::uint32_t count);
  void normalise();
  void shift_out();

  std::uint64_t price_ = 0;
  std::uint64_t low_ = 0;
  std::uint32_t range_ = 0xffffffff;
  std::uint8_t held_ = 0;            // the latest byte, which a carry may change
  std::uint64_t held_count_ = 1;     // 1 + the number of 0xff bytes behind it
  std::vector<std::uint8_t> bytes_;  // the first is always 0
};

}  // namespace switchback::packer
