#include "release/packer_signer.h"

namespace switchback::release {

packer::Signer packer_signer(signer::SigningBackend& backend) {
  return {backend.public_key().key_id(),
          [&backend](std::span<const std::uint8_t, 32> digest) { return backend.sign_digest(digest); }};
}

}  // namespace switchback::release
