// Writes public keys as C++, for the bootloader's build.
#pragma once

#include <span>
#include <string>

#include "host/error.h"
#include "signer/keys/public_key.h"

namespace switchback::signer {

struct NamedKey {
  std::string name;  // letters, digits and single underscores; begins with a letter
  PublicKey key;
};

// Returns a header that declares for each key, in the order given, in namespace switchback::keys:
//   inline constexpr std::uint8_t <name>_point[64]    x || y, big-endian
//   inline constexpr std::uint8_t <name>_key_id[32]   SHA-256 of the SubjectPublicKeyInfo
// It includes only <cstdint>. The same keys give the same bytes.
// kUsage: no key, a name that cannot be part of an identifier, or a name given twice.
Result<std::string> to_cpp_header(std::span<const NamedKey> keys);

}  // namespace switchback::signer
