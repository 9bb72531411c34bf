// SHA-256 (FIPS 180-4) over memory and over readers; computed by Mbed TLS.
#pragma once

#include <array>
#include <cstddef>

#include "core/bytes.h"
#include "core/status.h"
#include "core/stream.h"

namespace switchback::crypto {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  void update(Bytes bytes);
  Digest finish();  // once; afterwards the object is spent

 private:
  // Mbed TLS' context, kept opaque: its headers mean another configuration to host code that signs.
  static constexpr std::size_t kContextBytes = 104;
  alignas(std::uint32_t) std::array<std::byte, kContextBytes> context_;
};

Digest sha256(Bytes bytes);

// Digest of [0, size_bytes) of `source`, read in small pieces. kOk; kFlashRange; what the Reader reports.
Status sha256(const Reader& source, std::uint32_t size_bytes, Digest& digest);

}  // namespace switchback::crypto
