// Signs with a private key in memory. Deterministic (RFC 6979): key and digest determine the
// signature.
#pragma once

#include "signer/keys/private_key.h"
#include "signer/signing/backend.h"

namespace switchback::signer {

class FileKeyBackend final : public SigningBackend {
 public:
  explicit FileKeyBackend(PrivateKey key);

  // kInternal: the new signature does not verify (faulty memory or processor), or no entropy.
  Result<std::vector<std::uint8_t>> sign_digest(DigestView digest) override;
  const PublicKey& public_key() const override { return key_.public_key(); }

 private:
  PrivateKey key_;
};

}  // namespace switchback::signer
