// The adaptive models of a patch stream (docs/SPEC.md, "Patch stream"), which encoder and decoder
// share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace switchback::delta {

// The probability that the next bit is 0, in 1/4096 (always 1 … 4095), and a count of the bits
// seen. It adapts faster at first, because a patch is short. Undefined until start_anew().
class BitModel {
 public:
  static constexpr unsigned kProbabilityBits = 12;

  void start_anew() { state_ = 1u << 15; }

  std::uint32_t zero() const { return static_cast<std::uint32_t>(state_ >> kCountBits); }

  // Always inlined: a decoder spends most of its time here.
  [[gnu::always_inline]] void saw_zero() { step(((1u << kProbabilityBits) - zero()) >> rate()); }
  [[gnu::always_inline]] void saw_one() { step(0 - (zero() >> rate())); }

 private:
  static constexpr unsigned kCountBits = 4;
  static constexpr std::uint32_t kCountMask = 15;
  static constexpr std::uint32_t kSettled = 10;
  static constexpr std::uint8_t kRates[kCountMask + 1] = {2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5};

  std::uint32_t seen() const { return state_ & kCountMask; }
  std::uint32_t rate() const { return kRates[seen()]; }

  // Raises the probability of a 0 by `more`, modulo 2^32.
  [[gnu::always_inline]] void step(std::uint32_t more) {
    const std::uint32_t one_more_seen = (seen() - kSettled) >> 31;  // 0 once it is settled
    state_ = static_cast<std::uint16_t>(state_ + (more << kCountBits) + one_more_seen);
  }

  std::uint16_t state_;
};

// Resets all of a struct that holds only BitModels. One loop takes a fifth of the code of its
// arrays' constructors.
template <class Models>
void start_anew(Models& models) {
  static_assert(alignof(Models) == alignof(BitModel) && std::has_unique_object_representations_v<Models>);
  auto* const first = reinterpret_cast<BitModel*>(&models);
  for (std::size_t i = 0; i != sizeof(Models) / sizeof(BitModel); ++i) first[i].start_anew();
}

// A number as a slot (its highest bit and the one below) and the bits below those. Of small numbers
// all these bits are modelled, of large ones only the last four.
struct NumberModel {
  static constexpr std::uint32_t kSlotBits = 6;
  static constexpr std::uint32_t kFirstWideSlot = 10;
  static constexpr std::uint32_t kWideModelledBits = 4;

  std::array<BitModel, 1u << kSlotBits> slot;
  std::array<BitModel, 22> low;  // of slots 4 … 9, each at slot_base − slot
  std::array<BitModel, 1u << kWideModelledBits> wide_low;
};

// Both take a slot of at least 4.
constexpr std::uint32_t slot_extra_bits(std::uint32_t slot) { return (slot >> 1) - 1; }
constexpr std::uint32_t slot_base(std::uint32_t slot) { return (2 | (slot & 1)) << slot_extra_bits(slot); }

// The kinds of the latest tokens, as in LZMA: 0 … 6 after a literal, 7 … 11 after a copy.
class TokenState {
 public:
  static constexpr std::uint32_t kCount = 12;

  std::uint32_t index() const { return value_; }
  void after_literal() { value_ = static_cast<std::uint8_t>(value_ < 4 ? 0 : value_ < 10 ? value_ - 3 : value_ - 6); }
  void after_copy() { value_ = value_ < kFirstCopy ? 7 : 10; }
  void after_repeat() { value_ = value_ < kFirstCopy ? 8 : 11; }
  void after_byte() { value_ = value_ < kFirstCopy ? 9 : 11; }

 private:
  static constexpr std::uint8_t kFirstCopy = 7;

  std::uint8_t value_ = 0;
};

using LiteralTree = std::array<BitModel, 256>;

struct TokenModels {
  TokenModels() { start_anew(*this); }

  std::array<BitModel, TokenState::kCount> is_copy;
  std::array<BitModel, TokenState::kCount> is_repeat;
  std::array<BitModel, TokenState::kCount> is_written;  // a new copy: of the target, not the base
  std::array<BitModel, TokenState::kCount> is_older;    // not the latest alignment
  std::array<BitModel, TokenState::kCount> is_long;     // latest alignment, more than one byte
  std::array<BitModel, TokenState::kCount> is_third;    // third or fourth alignment
  std::array<BitModel, TokenState::kCount> is_fourth;
  std::array<LiteralTree, 2> literal;    // at even and at odd positions
  std::array<LiteralTree, 2> corrected;  // by predicted bit, as long as all bits match
  NumberModel repeat_length;
  NumberModel base_length;
  NumberModel written_length;
  NumberModel base_alignment;
  NumberModel written_distance;
};

constexpr std::uint32_t kMinCopyBytes = 2;
constexpr std::uint32_t kAlignments = 4;  // number of alignments that are remembered

}  // namespace switchback::delta
