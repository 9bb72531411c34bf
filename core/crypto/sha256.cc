// Optimised for code size. Notation of FIPS 180-4, 4.1.2 and 6.2.
#include "core/crypto/sha256.h"

#include <algorithm>

#include "core/base/fault.h"
#include "core/crypto/room.h"

namespace switchback::crypto {
namespace {

constexpr std::uint32_t kBlockBytes = 64;
constexpr std::uint32_t kLengthOffset = 56;  // in the last block

constexpr std::array<std::uint32_t, 8> kStart = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

}  // namespace

void Sha256::start() {
  state_ = kStart;
  size_bytes_ = 0;
}

// A few rounds can be inverted: if a glitch ended the loop early, a block could be made that leads
// to any state. So the number of rounds is checked.
[[gnu::noinline]] void Sha256::compress() {
  const std::uint32_t* const end =
      sha256_kernel::kernel::compress(state_.data(), words_.data(), sha256_kernel::kConstants.data());
  require(opaque(end) == sha256_kernel::kConstants.data() + sha256_kernel::kRounds);
}

[[gnu::noinline]] void Sha256::update(Bytes bytes) {
  auto* const block = reinterpret_cast<std::uint8_t*>(words_.data());
  while (!bytes.empty()) {
    const std::size_t used = size_bytes() % kBlockBytes;
    const std::size_t count = std::min<std::size_t>(bytes.size(), kBlockBytes - used);
    std::copy_n(bytes.data(), count, block + used);
    size_bytes_ += count;
    if (size_bytes() % kBlockBytes == 0) compress();
    bytes = bytes.subspan(count);
  }
}

void Sha256::put(std::uint8_t byte) { update(Bytes(&byte, 1)); }

void Sha256::finish(std::span<std::uint8_t, 32> digest) {
  const std::uint64_t bits = size_bytes_ * 8;
  put(0x80);
  while (size_bytes() % kBlockBytes != kLengthOffset) put(0);
  for (const std::uint32_t half : {static_cast<std::uint32_t>(bits >> 32), static_cast<std::uint32_t>(bits)}) {
    for (unsigned shift = 32; shift != 0; shift -= 8) put(static_cast<std::uint8_t>(half >> (shift - 8)));
  }
  for (unsigned i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - i % 4 * 8));
  }
}

Digest sha256(Bytes bytes) {
  Sha256 hash;
  hash.update(bytes);
  Digest digest;
  hash.finish(digest);
  return digest;
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
  room.hash.finish(digest);
  return Status::kOk;
}

Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest) {
  Room room;
  return sha256(source, size_bytes, digest, room);
}

}  // namespace switchback::crypto
