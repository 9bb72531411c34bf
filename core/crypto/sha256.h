// SHA-256 (FIPS 180-4) over memory and over readers. Our own: a fault in the processor must not shorten it, nor find
// anything to jump to in what it hashes (docs/decisions/0007).
#pragma once

#include <array>
#include <cstddef>

#include "core/bytes.h"
#include "core/status.h"
#include "core/stream.h"

namespace switchback::crypto {

using Digest = std::array<std::uint8_t, 32>;

// All that it works with is in the object: a function's frame holds nothing of what is hashed.
class Sha256 {
 public:
  Sha256() { start(); }
  void start();  // anew
  void update(Bytes bytes);
  Digest finish();  // once; afterwards only start() may follow

  std::uint32_t size_bytes() const { return static_cast<std::uint32_t>(size_bytes_); }  // so far, modulo 2^32

 private:
  void put(std::uint8_t byte);
  void compress();

  std::array<std::uint32_t, 8> state_;
  std::array<std::uint32_t, 8> working_;  // a to h
  std::array<std::uint32_t, 16> words_;   // the last ones of the message schedule
  std::uint64_t size_bytes_;
};

Digest sha256(Bytes bytes);

struct Room;  // core/crypto/room.h

// Digest of [0, size_bytes) of `source`, read in small pieces, each of them twice. kOk; kFlashRange; kDigestMismatch
// (it reads differently); what the Reader reports. By reference: the size is read from where it lies, each time, and
// kept in no frame (Room).
Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest, Room& room);
Status sha256(const Reader& source, const std::uint32_t& size_bytes, Digest& digest);

}  // namespace switchback::crypto
