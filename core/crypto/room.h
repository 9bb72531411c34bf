// Where a check works with bytes that others wrote.
#pragma once

#include "core/crypto/ecdsa.h"
#include "core/crypto/sha256.h"

namespace switchback::crypto {

// What hashing and checking signatures of something in flash takes: everything of it that is copied to RAM. It must not
// lie on the stack of those who fill it, where a fault takes it for a return address or for a context.
struct Room {
  static constexpr std::size_t kPieceBytes = 96;
  Sha256 hash;
  alignas(std::uint32_t) std::array<std::uint8_t, kPieceBytes> piece;
  alignas(std::uint32_t) std::array<std::uint8_t, kPieceBytes> again;
  Scalars scalars;
};

}  // namespace switchback::crypto
