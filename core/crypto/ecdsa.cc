// Strict DER decoding and the call into core/crypto/p256_verify.c.
#include "core/crypto/ecdsa.h"

#include <algorithm>

extern "C" int switchback_p256_verify(const std::uint8_t sig[64], const std::uint8_t pub[64],
                                      const std::uint8_t hash[32]);

namespace switchback::crypto {
namespace {

constexpr std::size_t kScalarBytes = 32;
constexpr std::uint8_t kDerSequence = 0x30;
constexpr std::uint8_t kDerInteger = 0x02;

// Takes one non-negative, minimally encoded INTEGER of at most 256 bits off the front of `der`.
bool take_integer(Bytes& der, std::span<std::uint8_t, kScalarBytes> scalar) {
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
  std::fill(scalar.begin(), scalar.end(), std::uint8_t{0});
  const std::size_t zeros = kScalarBytes - value.size();
  for (std::size_t i = 0; i < value.size(); ++i) scalar[zeros + i] = value[i];
  return true;
}

}  // namespace

Status decode_ecdsa_der(Bytes signature, std::span<std::uint8_t, 64> r_and_s) {
  if (signature.size() < 2 || signature[0] != kDerSequence) return Status::kSignatureFormat;
  const std::size_t length = signature[1];
  if (length > signature.size() - 2) return Status::kSignatureFormat;
  Bytes body = signature.subspan(2, length);
  const Bytes padding = signature.subspan(2 + length);
  if (!take_integer(body, r_and_s.first<kScalarBytes>()) || !take_integer(body, r_and_s.last<kScalarBytes>())) {
    return Status::kSignatureFormat;
  }
  return body.empty() && all_are(padding, 0) ? Status::kOk : Status::kSignatureFormat;
}

Status verify_ecdsa(std::span<const std::uint8_t, kPointBytes> point, std::span<const std::uint8_t, 32> digest,
                    Bytes signature, std::span<std::uint8_t, 64> r_and_s) {
  if (const Status status = decode_ecdsa_der(signature, r_and_s); !ok(status)) return status;
  const int result = switchback_p256_verify(r_and_s.data(), point.data(), digest.data());
  return result == 0 ? Status::kOk : Status::kSignatureInvalid;
}

}  // namespace switchback::crypto
