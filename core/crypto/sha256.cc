// Thin wrapper over Mbed TLS' SHA-256, whose software implementation cannot fail.
#include "core/crypto/sha256.h"

#include <mbedtls/sha256.h>

#include <algorithm>

namespace switchback::crypto {
namespace {

constexpr std::uint32_t kPieceBytes = 128;

template <std::size_t kSize>
mbedtls_sha256_context* context_of(std::array<std::byte, kSize>& storage) {
  static_assert(sizeof(mbedtls_sha256_context) == kSize && alignof(mbedtls_sha256_context) <= alignof(std::uint32_t));
  return reinterpret_cast<mbedtls_sha256_context*>(storage.data());
}

}  // namespace

Sha256::Sha256() {
  mbedtls_sha256_init(context_of(context_));
  (void)mbedtls_sha256_starts(context_of(context_), 0);
}

void Sha256::update(Bytes bytes) { (void)mbedtls_sha256_update(context_of(context_), bytes.data(), bytes.size()); }

Digest Sha256::finish() {
  Digest digest{};
  (void)mbedtls_sha256_finish(context_of(context_), digest.data());
  return digest;
}

Digest sha256(Bytes bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Status sha256(const Reader& source, std::uint32_t size_bytes, Digest& digest) {
  Sha256 hash;
  std::array<std::uint8_t, kPieceBytes> piece;
  for (std::uint32_t at = 0; at < size_bytes;) {
    const std::uint32_t count = std::min(kPieceBytes, size_bytes - at);
    const MutableBytes part(piece.data(), count);
    if (const Status status = source.read(at, part); !ok(status)) return status;
    hash.update(part);
    at += count;
  }
  digest = hash.finish();
  return Status::kOk;
}

}  // namespace switchback::crypto
