// Notation of FIPS 180-4, 4.1.2 and 6.2.
#include <algorithm>
#include <bit>

#include "core/crypto/sha256_kernel.h"

namespace switchback::crypto::sha256_kernel::portable {
namespace {

// A word of the message is big-endian.
std::uint32_t in_message_order(std::uint32_t word) {
  if constexpr (std::endian::native == std::endian::big) return word;
  return __builtin_bswap32(word);
}

// The next word of the schedule replaces the oldest one, words[round % kBlockWords].
std::uint32_t extend(std::uint32_t* words, std::uint32_t round) {
  const auto earlier = [&](std::uint32_t distance) { return words[(round - distance) % kBlockWords]; };
  const std::uint32_t early = earlier(15);
  const std::uint32_t late = earlier(2);
  return words[round % kBlockWords] += (std::rotr(early, 7) ^ std::rotr(early, 18) ^ early >> 3) + earlier(7) +
                                       (std::rotr(late, 17) ^ std::rotr(late, 19) ^ late >> 10);
}

}  // namespace

// The variables a to h are kept in the second half of `words`, because no stack frame may hold
// hashed data.
[[gnu::noinline]] const std::uint32_t* compress(std::uint32_t* state, std::uint32_t* words,
                                                const std::uint32_t* constants) {
  constexpr std::uint32_t kVariables = 8;
  std::uint32_t* const v = words + kBlockWords;
  std::copy_n(state, kVariables, v);
  std::uint32_t round = 0;
  for (; round < kRounds; ++round) {
    const std::uint32_t word =
        round < kBlockWords ? words[round] = in_message_order(words[round]) : extend(words, round);
    const std::uint32_t e = v[4];
    const std::uint32_t one = v[7] + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                              (v[6] ^ (e & (v[5] ^ v[6]))) + *constants++ + word;
    const std::uint32_t a = v[0];
    const std::uint32_t two =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & v[1]) | (v[2] & (a | v[1])));
    for (unsigned i = kVariables - 1; i != 0; --i) v[i] = v[i - 1];
    v[4] += one;
    v[0] = one + two;
  }
  for (unsigned i = 0; i < kVariables; ++i) state[i] += v[i];
  return constants;
}

}  // namespace switchback::crypto::sha256_kernel::portable
