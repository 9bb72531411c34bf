// Strict DER decoding and the call of the engine.
#include "core/crypto/ecdsa.h"

namespace switchback::crypto {
namespace {

constexpr std::size_t kWordBytes = sizeof(std::uint32_t);
constexpr std::size_t kScalarBytes = sizeof(p256::Number);
constexpr std::uint8_t kDerSequence = 0x30;
constexpr std::uint8_t kDerInteger = 0x02;

// Removes one INTEGER from the front of `der`. Returns false if it is negative, not minimally
// encoded or longer than 256 bits.
bool take_integer(Bytes& der, p256::Number& scalar) {
  if (der.size() < 3 || der[0] != kDerInteger) return false;
  const std::size_t length = der[1];
  if (length == 0 || length > kScalarBytes + 1 || length > der.size() - 2) return false;
  Bytes value = der.subspan(2, length);
  der = der.subspan(2 + length);
  if ((value[0] & 0x80) != 0) return false;
  if (value[0] == 0 && value.size() > 1) {
    if ((value[1] & 0x80) == 0) return false;
    value = value.subspan(1);
  }
  if (value.size() > kScalarBytes) return false;
  scalar = {};
  for (std::size_t i = value.size(); const std::uint8_t byte : value) {
    --i;
    scalar[i / kWordBytes] |= std::uint32_t{byte} << i % kWordBytes * 8;
  }
  return true;
}

}  // namespace

Status decode_ecdsa_der(Bytes signature, Scalars& scalars) {
  if (signature.size() < 2 || signature[0] != kDerSequence) return Status::kSignatureFormat;
  const std::size_t length = signature[1];
  if (length > signature.size() - 2) return Status::kSignatureFormat;
  Bytes body = signature.subspan(2, length);
  const Bytes padding = signature.subspan(2 + length);
  if (!take_integer(body, scalars.r) || !take_integer(body, scalars.s)) return Status::kSignatureFormat;
  return body.empty() && all_are(padding, 0) ? Status::kOk : Status::kSignatureFormat;
}

Status verify_ecdsa(const p256::Comb& key, std::span<const std::uint8_t, 32> digest, const Scalars& scalars,
                    p256::Work& work) {
  return switchback_verify_ecdsa(key, digest.data(), scalars, work) == 1 ? Status::kOk : Status::kSignatureInvalid;
}

}  // namespace switchback::crypto
