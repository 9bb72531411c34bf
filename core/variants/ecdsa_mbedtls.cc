// The engine of p256-m, which Mbed TLS contains: for whoever wants a library's arithmetic. It is
// larger and takes longer than core/crypto/p256. Keys have one tooth.
#include "core/base/fault.h"
#include "core/crypto/ecdsa.h"

using namespace switchback;
using namespace switchback::crypto;

extern "C" {

int switchback_p256m_verify(const std::uint32_t* r, const std::uint32_t* s, const std::uint32_t* qx,
                            const std::uint32_t* qy, const std::uint8_t* hash);

int switchback_verify_ecdsa(const p256::Comb& key, const std::uint8_t* digest, const Scalars& scalars, p256::Work&) {
  require(key.columns == p256::kBits);
  const int result =
      switchback_p256m_verify(scalars.r.data(), scalars.s.data(), key.first.x.data(), key.first.y.data(), digest);
  return result == 0 ? 1 : 0;
}

}  // extern "C"
