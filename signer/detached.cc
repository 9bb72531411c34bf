#include "signer/detached.h"

#include "core/crypto/sha256.h"

namespace switchback::signer {

Result<std::vector<std::uint8_t>> sign_detached(SigningBackend& backend, ByteView content) {
  return backend.sign_digest(crypto::sha256(content));
}

Result<void> verify_detached(const PublicKey& key, ByteView content, ByteView signature) {
  return key.verify_digest(crypto::sha256(content), signature);
}

}  // namespace switchback::signer
