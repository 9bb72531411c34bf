// The engine of host programs: core's, whose answer Mbed TLS confirms. If they differ, one of them
// has a defect, and no verdict of this program can be trusted: it ends.
#include <mbedtls/ecdsa.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/crypto/ecdsa.h"
#include "core/crypto/p256/encoding.h"
#include "core/crypto/p256/generator.h"
#include "signer/mbedtls/owned.h"

namespace switchback::signer::mbedtls {
namespace {

using namespace crypto;

using OwnedGroup = Owned<mbedtls_ecp_group, mbedtls_ecp_group_init, mbedtls_ecp_group_free>;
using OwnedPoint = Owned<mbedtls_ecp_point, mbedtls_ecp_point_init, mbedtls_ecp_point_free>;
using OwnedNumber = Owned<mbedtls_mpi, mbedtls_mpi_init, mbedtls_mpi_free>;

// Big-endian.
void append(std::vector<std::uint8_t>& out, const p256::Number& number) {
  for (std::size_t i = sizeof number; i-- != 0;) {
    out.push_back(static_cast<std::uint8_t>(number[i / 4] >> i % 4 * 8));
  }
}

bool read(OwnedNumber& to, const p256::Number& number) {
  std::vector<std::uint8_t> bytes;
  append(bytes, number);
  return mbedtls_mpi_read_binary(to.get(), bytes.data(), bytes.size()) == 0;
}

bool verify_by_library(const p256::AffinePoint& key, const std::uint8_t* digest, const Scalars& scalars) {
  constexpr std::uint8_t kUncompressed = 0x04;
  std::vector<std::uint8_t> encoded = {kUncompressed};
  append(encoded, key.x);
  append(encoded, key.y);
  OwnedGroup group;
  OwnedPoint point;
  OwnedNumber r;
  OwnedNumber s;
  return mbedtls_ecp_group_load(group.get(), MBEDTLS_ECP_DP_SECP256R1) == 0 &&
         mbedtls_ecp_point_read_binary(group.get(), point.get(), encoded.data(), encoded.size()) == 0 &&
         mbedtls_ecp_check_pubkey(group.get(), point.get()) == 0 && read(r, scalars.r) && read(s, scalars.s) &&
         mbedtls_ecdsa_verify(group.get(), digest, sizeof(p256::Number), point.get(), r.get(), s.get()) == 0;
}

// The only digests whose signatures the library accepts and core does not.
bool is_zero_digest(const std::uint8_t* digest) {
  p256::Number number;
  p256::decode_digest(number, std::span<const std::uint8_t, sizeof(p256::Number)>(digest, sizeof(p256::Number)));
  return p256::is_zero(number);
}

}  // namespace
}  // namespace switchback::signer::mbedtls

// Linked in place of core's (signer/CMakeLists.txt). Keys on the host have one tooth.
extern "C" int switchback_verify_ecdsa(const switchback::crypto::p256::Comb& key, const std::uint8_t* digest,
                                       const switchback::crypto::Scalars& scalars,
                                       switchback::crypto::p256::Work& work) {
  using namespace switchback::signer::mbedtls;
  using namespace switchback::crypto;
  constexpr std::size_t kDigestBytes = 32;
  const bool valid =
      p256::verify(p256::kGenerator, key, std::span<const std::uint8_t, kDigestBytes>(digest, kDigestBytes), scalars.r,
                   scalars.s, work);
  const p256::AffinePoint point = p256::plain_coordinates(key.first, work.registers);
  if (verify_by_library(point, digest, scalars) != valid && !is_zero_digest(digest)) {
    std::fputs("switchback: the verdicts of both ECDSA implementations on a signature differ; please report this\n",
               stderr);
    std::abort();
  }
  return valid ? 1 : 0;
}
