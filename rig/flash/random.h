// Seeded random numbers. A seed gives the same numbers everywhere and for ever: replay lines depend
// on it.
#pragma once

#include <cstdint>

namespace switchback::rig {

// SplitMix64 (Steele, Lea, Flood 2014): full period, any seed will do.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  constexpr std::uint8_t byte() { return static_cast<std::uint8_t>(next() >> 56); }

  // 0 … bound − 1; `bound` is at least 1. The bias is below 2^-32 for the bounds used here.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

 private:
  std::uint64_t state_;
};

// Mixes two numbers into one, so that each cut of a schedule tears differently under the same seed.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return Random(Random(a).next() ^ (b * 0x9e3779b97f4a7c15)).next();
}

}  // namespace switchback::rig
