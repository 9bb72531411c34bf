// Optimised for code size. Notation of FIPS 180-4, 4.1.2 and 6.2.
#include "core/crypto/sha256.h"

#include <algorithm>

#include "core/base/fault.h"
#include "core/crypto/room.h"

namespace switchback::crypto {
namespace {

constexpr std::uint32_t kRounds = 64;
constexpr std::uint32_t kWordsKept = 16;
constexpr std::uint32_t kBlockBytes = 64;
constexpr std::uint32_t kLengthOffset = 56;  // in the last block

constexpr std::uint32_t kConstants[kRounds] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
constexpr std::array<std::uint32_t, 8> kStart = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

constexpr std::uint32_t rotated(std::uint32_t word, unsigned bits) { return word >> bits | word << (32 - bits); }

}  // namespace

void Sha256::start() {
  state_ = kStart;
  size_bytes_ = 0;
}

// A few rounds can be inverted: if a glitch ended the loop early, a block could be made that leads
// to any state. So the number of rounds is checked.
[[gnu::noinline]] void Sha256::compress() {
  working_ = state_;
  std::uint32_t round = 0;
  for (; round < kRounds; ++round) {
    std::uint32_t& word = words_[round % kWordsKept];
    if (round >= kWordsKept) {
      const std::uint32_t early = words_[(round + 1) % kWordsKept];
      const std::uint32_t late = words_[(round + 14) % kWordsKept];
      word += (rotated(early, 7) ^ rotated(early, 18) ^ early >> 3) + words_[(round + 9) % kWordsKept] +
              (rotated(late, 17) ^ rotated(late, 19) ^ late >> 10);
    }
    const std::uint32_t e = working_[4];
    const std::uint32_t one = working_[7] + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) +
                              (working_[6] ^ (e & (working_[5] ^ working_[6]))) + kConstants[round] + word;
    const std::uint32_t a = working_[0];
    const std::uint32_t two =
        (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & working_[1]) | (working_[2] & (a | working_[1])));
    for (unsigned i = 7; i != 0; --i) working_[i] = working_[i - 1];
    working_[4] += one;
    working_[0] = one + two;
  }
  require(opaque(round) == kRounds);
  for (unsigned i = 0; i < state_.size(); ++i) state_[i] += working_[i];
}

void Sha256::put(std::uint8_t byte) {
  std::uint32_t& word = words_[size_bytes() / sizeof(std::uint32_t) % kWordsKept];
  word = word << 8 | byte;
  ++size_bytes_;
  if (size_bytes() % kBlockBytes == 0) compress();
}

void Sha256::update(Bytes bytes) {
  for (const std::uint8_t byte : bytes) put(byte);
}

Digest Sha256::finish() {
  const std::uint64_t bits = size_bytes_ * 8;
  put(0x80);
  while (size_bytes() % kBlockBytes != kLengthOffset) put(0);
  for (unsigned shift = 64; shift != 0; shift -= 8) put(static_cast<std::uint8_t>(bits >> (shift - 8)));
  Digest digest;
  for (unsigned i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - i % 4 * 8));
  }
  return digest;
}

Digest sha256(Bytes bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

// A glitch may prevent a read or redirect it. So each piece is read again, at the position that
// follows from the number of hashed bytes, and compared. The size is untrusted: no number that is
// kept across a read equals it, unless one piece holds everything.
Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest, Room& room) {
  room.hash.start();
  while (room.hash.size_bytes() < size_bytes) {
    const std::uint32_t at = room.hash.size_bytes();
    const std::uint32_t count = std::min<std::uint32_t>(Room::kPieceBytes, size_bytes - at);
    const MutableBytes piece = first_of(room.piece, count);
    if (const Status status = source.read(at, piece); !ok(status)) return status;
    const std::uint32_t hashed_before = room.hash.size_bytes();
    room.hash.update(piece);
    const MutableBytes again = first_of(room.again, room.hash.size_bytes() - hashed_before);
    if (const Status status = source.read(hashed_before, again); !ok(status)) return status;
    if (!equal(piece, again)) return Status::kDigestMismatch;
  }
  mark_used(room.piece);
  mark_used(room.again);
  digest = room.hash.finish();
  return Status::kOk;
}

Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest) {
  Room room;
  return sha256(source, size_bytes, digest, room);
}

}  // namespace switchback::crypto
