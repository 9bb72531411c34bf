// What signs: the seam between the signing pipeline and where a private key lives (a file, later a token or a service).
#pragma once

#include <cstdint>
#include <vector>

#include "host/error.h"
#include "signer/public_key.h"

namespace switchback::signer {

class SigningBackend {
 public:
  virtual ~SigningBackend() = default;

  // ECDSA-P256 over a SHA-256 digest, as DER ECDSA-Sig-Value (at most 72 bytes). What is returned verifies under
  // public_key(): a backend checks its own signature first, as a faulty one can give the private key away.
  // kKey: the key cannot be used now (a token refuses). kInternal: the check failed, or no entropy.
  virtual Result<std::vector<std::uint8_t>> sign_digest(DigestView digest) = 0;

  virtual const PublicKey& public_key() const = 0;

 protected:
  SigningBackend() = default;
  SigningBackend(const SigningBackend&) = default;
  SigningBackend& operator=(const SigningBackend&) = default;
  SigningBackend(SigningBackend&&) = default;
  SigningBackend& operator=(SigningBackend&&) = default;
};

}  // namespace switchback::signer
