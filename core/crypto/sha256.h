// SHA-256 (FIPS 180-4) over memory and over readers. Hardened against glitches: none may shorten
// the hash or find a code address in what is hashed (docs/decisions/0007).
#pragma once

#include <array>
#include <cstddef>

#include "core/base/bytes.h"
#include "core/base/status.h"
#include "core/base/stream.h"
#include "core/crypto/sha256_kernel.h"

namespace switchback::crypto {

using Digest = std::array<std::uint8_t, 32>;

// All working data is in the object, so that no stack frame holds hashed data.
class Sha256 {
 public:
  Sha256() { start(); }
  void start();  // begins a new hash
  void update(Bytes bytes);
  void finish(std::span<std::uint8_t, 32> digest);  // call once; only start() may follow

  // Number of bytes hashed so far, modulo 2^32.
  std::uint32_t size_bytes() const { return static_cast<std::uint32_t>(size_bytes_); }

 private:
  void put(std::uint8_t byte);
  void compress();

  sha256_kernel::State state_;
  sha256_kernel::Words words_;  // the first half is the block's bytes
  std::uint64_t size_bytes_;
};

Digest sha256(Bytes bytes);

struct Room;  // core/crypto/room.h

// Hashes the bytes [0, size_bytes) of `source` in pieces of at most Room::kPieceBytes. Each piece
// is read twice. `size_bytes` is a reference, so that no stack frame holds the untrusted size.
//   kOk:             `digest` holds the result
//   kFlashRange:     `source` is shorter
//   kDigestMismatch: the two reads of a piece differ
//   others:          from the Reader
Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest, Room& room);
Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest);

}  // namespace switchback::crypto
