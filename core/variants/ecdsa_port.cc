// The engine of a port, such as a chip's accelerator. Keys have one tooth.
#include "core/variants/ecdsa_port.h"

#include "core/base/fault.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/p256/encoding.h"

using namespace switchback;
using namespace switchback::crypto;

// A chip's verification need not refuse numbers that are out of range. No signature of a digest of
// 0 is accepted, because anyone can make one.
extern "C" int switchback_verify_ecdsa(const p256::Comb& key, const std::uint8_t* digest, const Scalars& scalars,
                                       p256::Work& work) {
  require(key.columns == p256::kBits);
  p256::Number& e = work.u1.bits;
  p256::decode_digest(e, std::span<const std::uint8_t, 32>(digest, 32));
  if (!p256::is_scalar(scalars.r) || !p256::is_scalar(scalars.s) || p256::is_zero(e)) return 0;
  const p256::AffinePoint point = p256::plain_coordinates(key.first, work.registers);
  return switchback_port_verify_ecdsa(point.x.data(), point.y.data(), scalars.r.data(), scalars.s.data(), digest) ==
                 SWITCHBACK_SIGNATURE_VALID
             ? 1
             : 0;
}
