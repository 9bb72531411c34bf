// The memory in which a check holds untrusted bytes.
#pragma once

#include "core/crypto/ecdsa.h"
#include "core/crypto/sha256.h"

namespace switchback::crypto {

// Everything that is copied to RAM to hash an artefact in flash and to check its signatures. It
// must not lie on the caller's stack, where a glitch could use the bytes as a return address or as
// another object.
struct Room {
  static constexpr std::size_t kPieceBytes = 96;
  Sha256 hash;
  alignas(std::uint32_t) std::array<std::uint8_t, kPieceBytes> piece;
  alignas(std::uint32_t) std::array<std::uint8_t, kPieceBytes> again;
  Scalars scalars;
  p256::Work work;
};

}  // namespace switchback::crypto
