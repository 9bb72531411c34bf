#include "verifier/text.h"

#include <fmt/core.h>

#include "core/crypto/sha256.h"

namespace switchback::verifier {

std::string to_hex(Bytes bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string uuid_text(const wire::Uuid& uuid) {
  std::string text = to_hex(uuid);
  for (const std::size_t at : {20, 16, 12, 8}) text.insert(at, 1, '-');
  return text;
}

std::string version_text(const wire::Version& v) {
  return fmt::format("{}.{}.{}+{}", v.major, v.minor, v.revision, v.build);
}

std::vector<std::string> named_key_ids(Bytes artefact, const wire::ImageFacts& facts) {
  const MemoryReader reader(artefact);
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < facts.signature_count; ++i) {
    const wire::SignatureRef& ref = facts.signatures[i];
    const bool hashed = ref.key_type == wire::TlvType::kKeyHash;
    std::vector<std::uint8_t> key(hashed ? wire::kSha256Bytes : wire::kSpkiBytes);
    if (!ok(reader.read(ref.key_offset, key))) return {};
    ids.push_back(hashed ? to_hex(key) : to_hex(crypto::sha256(key)));
  }
  return ids;
}

}  // namespace switchback::verifier
