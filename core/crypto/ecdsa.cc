// Strict DER decoding and the call of core/crypto/p256_verify.c.
#include "core/crypto/ecdsa.h"

#include <algorithm>

extern "C" int switchback_p256_verify(std::uint32_t sig[16], const std::uint8_t pub[64], const std::uint8_t hash[32]);

namespace switchback::crypto {
namespace {

constexpr std::size_t kScalarWords = 8;
constexpr std::size_t kWordBytes = sizeof(std::uint32_t);
constexpr std::size_t kScalarBytes = kScalarWords * kWordBytes;
constexpr std::uint8_t kDerSequence = 0x30;
constexpr std::uint8_t kDerInteger = 0x02;

// Removes one INTEGER from the front of `der`. Returns false if it is negative, not minimally
// encoded or longer than 256 bits.
bool take_integer(Bytes& der, std::span<std::uint32_t, kScalarWords> scalar) {
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
  std::fill(scalar.begin(), scalar.end(), std::uint32_t{0});
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
  const std::span both(scalars);
  if (!take_integer(body, both.first<kScalarWords>()) || !take_integer(body, both.last<kScalarWords>())) {
    return Status::kSignatureFormat;
  }
  return body.empty() && all_are(padding, 0) ? Status::kOk : Status::kSignatureFormat;
}

Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                    Scalars& scalars) {
  const int result = switchback_p256_verify(scalars.data(), point.data(), digest.data());
  return result == 0 ? Status::kOk : Status::kSignatureInvalid;
}

}  // namespace switchback::crypto
