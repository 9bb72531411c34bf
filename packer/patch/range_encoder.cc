// LZMA's range encoder. Its first byte is always 0 and is left out.
#include "packer/patch/range_encoder.h"

#include <cmath>

namespace switchback::packer {
namespace {

constexpr std::uint32_t kMinRange = 1u << 24;

}  // namespace

BitPrices make_bit_prices() {
  BitPrices prices{};
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const double probability = (static_cast<double>(i) + 0.5) / static_cast<double>(prices.size());
    prices[i] = static_cast<std::uint32_t>(std::lround(-std::log2(probability) * kPlainBitPrice));
  }
  return prices;
}

std::uint32_t number_price(const delta::NumberModel& model, std::uint32_t value) {
  std::uint32_t price = 0;
  visit_number(
      model, value, [&](const delta::BitModel& bit, bool one) { price += bit_price(bit, one); },
      [&](std::uint32_t, std::uint32_t count) { price += count * kPlainBitPrice; });
  return price;
}

void RangeEncoder::bit(delta::BitModel& model, bool one) {
  price_ += bit_price(model, one);
  const std::uint32_t bound = (range_ >> delta::BitModel::kProbabilityBits) * model.zero();
  if (one) {
    low_ += bound;
    range_ -= bound;
    model.saw_one();
  } else {
    range_ = bound;
    model.saw_zero();
  }
  normalise();
}

void RangeEncoder::number(delta::NumberModel& model, std::uint32_t value) {
  visit_number(
      model, value, [&](delta::BitModel& bit_model, bool one) { bit(bit_model, one); },
      [&](std::uint32_t bits, std::uint32_t count) { plain_bits(bits, count); });
}

void RangeEncoder::plain_bits(std::uint32_t bits, std::uint32_t count) {
  price_ += std::uint64_t{count} * kPlainBitPrice;
  while (count-- > 0) {
    range_ >>= 1;
    if ((bits >> count & 1) != 0) low_ += range_;
    normalise();
  }
}

void RangeEncoder::normalise() {
  while (range_ < kMinRange) {
    range_ <<= 8;
    shift_out();
  }
}

void RangeEncoder::shift_out() {
  if (low_ < 0xff000000 || low_ > 0xffffffff) {
    const auto carry = static_cast<std::uint8_t>(low_ >> 32);
    for (; held_count_ > 0; --held_count_) {
      bytes_.push_back(static_cast<std::uint8_t>(held_ + carry));
      held_ = 0xff;
    }
    held_ = static_cast<std::uint8_t>(low_ >> 24);
  }
  ++held_count_;
  low_ = (low_ & 0x00ffffff) << 8;
}

std::vector<std::uint8_t> RangeEncoder::finish() {
  for (int i = 0; i < 5; ++i) shift_out();
  bytes_.erase(bytes_.begin());
  return std::move(bytes_);
}

}  // namespace switchback::packer
