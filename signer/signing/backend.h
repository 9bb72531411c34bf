// The interface between the signing pipeline and the place of a private key (now a file).
#pragma once

#include <cstdint>
#include <vector>

#include "host/error.h"
#include "signer/keys/public_key.h"

namespace switchback::signer {

class SigningBackend {
 public:
  virtual ~SigningBackend() = default;

  // Signs a SHA-256 digest by ECDSA-P256. Returns a DER ECDSA-Sig-Value of at most 72 bytes. A
  // backend verifies its own signature before it returns it, as a faulty signature can reveal the
  // key.
  //   kKey:      the key cannot be used now (such as a token that refuses)
  //   kInternal: the verification failed, or no entropy
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
