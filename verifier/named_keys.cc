#include "verifier/named_keys.h"

#include "core/crypto/sha256.h"
#include "host/text.h"

namespace switchback::verifier {

std::vector<std::string> named_key_ids(Bytes artefact, const wire::ImageFacts& facts) {
  const MemoryReader reader(artefact);
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < facts.signature_count; ++i) {
    const wire::SignatureRef& ref = facts.signatures[i];
    const bool hashed = ref.key_type == wire::TlvType::kKeyHash;
    std::vector<std::uint8_t> key(hashed ? wire::kSha256Bytes : wire::kSpkiBytes);
    if (!ok(reader.read(ref.key_offset, key))) return {};
    ids.push_back(host::hex_text(hashed ? Bytes(key) : Bytes(crypto::sha256(key))));
  }
  return ids;
}

}  // namespace switchback::verifier
