#include "signer/mbedtls/p256.h"

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>

#include <algorithm>
#include <array>

#include "signer/mbedtls/owned.h"
#include "signer/mbedtls/random.h"

#if !defined(MBEDTLS_ECDSA_DETERMINISTIC)
#error "The host build of Mbed TLS must have MBEDTLS_ECDSA_DETERMINISTIC: the same inputs give the same bytes"
#endif

namespace switchback::signer::mbedtls {
namespace {

constexpr std::uint8_t kUncompressed = 0x04;
constexpr std::uint8_t kHybrid = 0x06;
constexpr mbedtls_ecp_group_id kCurve = MBEDTLS_ECP_DP_SECP256R1;

using OwnedGroup = Owned<mbedtls_ecp_group, mbedtls_ecp_group_init, mbedtls_ecp_group_free>;
using OwnedPoint = Owned<mbedtls_ecp_point, mbedtls_ecp_point_init, mbedtls_ecp_point_free>;
using OwnedKeypair = Owned<mbedtls_ecp_keypair, mbedtls_ecp_keypair_init, mbedtls_ecp_keypair_free>;
// An uncompressed point behind its format byte.
using EncodedPoint = std::array<std::uint8_t, 1 + kPointSizeBytes>;

Point without_format(const EncodedPoint& encoded) {
  Point point{};
  std::copy(encoded.begin() + 1, encoded.end(), point.begin());
  return point;
}

// Also checks the range.
int read_scalar(OwnedKeypair& pair, ScalarView scalar) {
  return mbedtls_ecp_read_key(kCurve, pair.get(), scalar.data(), scalar.size());
}

}  // namespace

std::optional<Point> decode_point(ByteView encoded) {
  EncodedPoint whole{};
  if (encoded.size() == whole.size() && (encoded.front() & 0xFEU) == kHybrid) {
    // The format's lowest bit must equal y's.
    if (((encoded.front() ^ encoded.back()) & 1U) != 0) return std::nullopt;
    std::copy(encoded.begin(), encoded.end(), whole.begin());
    whole.front() = kUncompressed;
    encoded = whole;
  }
  OwnedGroup group;
  OwnedPoint point;
  EncodedPoint plain{};
  std::size_t size = 0;
  if (mbedtls_ecp_group_load(group.get(), kCurve) != 0 ||
      mbedtls_ecp_point_read_binary(group.get(), point.get(), encoded.data(), encoded.size()) != 0 ||
      mbedtls_ecp_check_pubkey(group.get(), point.get()) != 0 ||
      mbedtls_ecp_point_write_binary(group.get(), point.get(), MBEDTLS_ECP_PF_UNCOMPRESSED, &size, plain.data(),
                                     plain.size()) != 0) {
    return std::nullopt;
  }
  return without_format(plain);
}

Result<Point> public_point(ScalarView scalar) {
  OwnedKeypair pair;
  if (read_scalar(pair, scalar) != 0) {
    return fail(ErrorCode::kKey, "private key: expected a number from 1 to the order of P-256 less one, found another");
  }
  auto random = Random::create();
  if (!random) return tl::unexpected(random.error());
  EncodedPoint encoded{};
  std::size_t size = 0;
  int status = mbedtls_ecp_keypair_calc_public(pair.get(), Random::callback, random->context());
  if (status == 0) {
    status =
        mbedtls_ecp_write_public_key(pair.get(), MBEDTLS_ECP_PF_UNCOMPRESSED, &size, encoded.data(), encoded.size());
  }
  if (status != 0) return library_failure("computing the public key", status);
  return without_format(encoded);
}

Result<SecretBytes> generate_scalar() {
  auto random = Random::create();
  if (!random) return tl::unexpected(random.error());
  OwnedKeypair pair;
  SecretBytes scalar(kScalarSizeBytes);
  std::size_t size = 0;
  int status = mbedtls_ecp_gen_key(kCurve, pair.get(), Random::callback, random->context());
  if (status == 0) status = mbedtls_ecp_write_key_ext(pair.get(), &size, scalar.data(), scalar.size());
  if (status != 0) return library_failure("generating a key", status);
  return scalar;
}

Result<std::vector<std::uint8_t>> sign_digest(ScalarView scalar, DigestView digest) {
  OwnedKeypair pair;
  if (read_scalar(pair, scalar) != 0) {
    return fail(ErrorCode::kInternal, "signing: the private key in memory is damaged, or was moved from");
  }
  auto random = Random::create();
  if (!random) return tl::unexpected(random.error());
  std::vector<std::uint8_t> signature(MBEDTLS_ECDSA_MAX_LEN);
  std::size_t size = 0;
  const int status =
      mbedtls_ecdsa_write_signature(pair.get(), MBEDTLS_MD_SHA256, digest.data(), digest.size(), signature.data(),
                                    signature.size(), &size, Random::callback, random->context());
  if (status != 0) return library_failure("signing", status);
  signature.resize(size);
  return signature;
}

}  // namespace switchback::signer::mbedtls
