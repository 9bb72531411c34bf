#include "signer/signing/file_key_backend.h"

#include <utility>

namespace switchback::signer {

FileKeyBackend::FileKeyBackend(PrivateKey key) : key_(std::move(key)) {}

Result<std::vector<std::uint8_t>> FileKeyBackend::sign_digest(DigestView digest) {
  auto signature = key_.sign_digest(digest);
  if (!signature) return signature;
  // With RFC 6979, a faulty second signature over the same digest reveals the key. None leaves
  // unchecked.
  if (!public_key().verify_digest(digest, *signature)) {
    return fail(ErrorCode::kInternal,
                "signing: expected a signature that verifies, found a faulty one, which was discarded; check this "
                "machine's memory and try again");
  }
  return signature;
}

}  // namespace switchback::signer
