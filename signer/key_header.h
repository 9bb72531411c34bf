// Public keys as C++ for the bootloader's build, which has no file system to read them from.
#pragma once

#include <span>
#include <string>

#include "host/error.h"
#include "signer/public_key.h"

namespace switchback::signer {

struct NamedKey {
  std::string name;  // letters, digits and single underscores; begins with a letter
  PublicKey key;
};

// A header that declares for each key, in namespace switchback::keys and in the order given,
//   inline constexpr std::uint8_t <name>_point[64]    x || y, big-endian
//   inline constexpr std::uint8_t <name>_key_id[32]   SHA-256 of the SubjectPublicKeyInfo
// It needs <cstdint> only. The same keys give the same bytes.
// kUsage: no key, a name that cannot be part of an identifier, or a name given twice.
Result<std::string> to_cpp_header(std::span<const NamedKey> keys);

}  // namespace switchback::signer
