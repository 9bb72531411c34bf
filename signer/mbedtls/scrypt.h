// The key derivation scrypt (RFC 7914), which Mbed TLS lacks. Internal to signer/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "signer/secret.h"
#include "signer/types.h"

namespace switchback::signer::mbedtls {

struct ScryptCost {
  std::uint32_t n = 0;  // a power of two, at least 2
  std::uint32_t r = 0;  // block size, in units of 128 bytes
  std::uint32_t p = 0;  // parallelism
};

// Whether RFC 7914 allows the parameters, and they take at most 256 MB and about a minute.
// OpenSSL's limit is 32 MB.
bool is_affordable(const ScryptCost& cost);

// Derives `size` bytes. Nothing: the cost is not affordable, or the hash failed.
std::optional<SecretBytes> scrypt(std::string_view passphrase, ByteView salt, const ScryptCost& cost, std::size_t size);

}  // namespace switchback::signer::mbedtls
