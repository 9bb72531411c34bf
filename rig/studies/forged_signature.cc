// Numbers and points of Mbed TLS; public data only.
#include "rig/studies/forged_signature.h"

#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>

#include <stdexcept>

#include "core/crypto/p256/encoding.h"
#include "signer/mbedtls/owned.h"

namespace switchback::rig {
namespace {

using Number = signer::mbedtls::Owned<mbedtls_mpi, mbedtls_mpi_init, mbedtls_mpi_free>;
using Curve = signer::mbedtls::Owned<mbedtls_ecp_group, mbedtls_ecp_group_init, mbedtls_ecp_group_free>;
using CurvePoint = signer::mbedtls::Owned<mbedtls_ecp_point, mbedtls_ecp_point_init, mbedtls_ecp_point_free>;

constexpr NamedForgery kForgeries[] = {
    {"no-g", Forgery::kNoG},       {"no-q", Forgery::kNoQ},
    {"one-g", Forgery::kOneG},     {"one-q", Forgery::kOneQ},
    {"minus-g", Forgery::kMinusG}, {"minus-q", Forgery::kMinusQ},
    {"e-is-r", Forgery::kEIsR},    {"q-for-g", Forgery::kQForG},
    {"g-for-q", Forgery::kGForQ},  {"q-and-q", Forgery::kQAndQ},
    {"twice-g", Forgery::kTwiceG}, {"twice-q", Forgery::kTwiceQ},
    {"u1-is-e", Forgery::kU1IsE},  {"one-column", Forgery::kOneColumn},
    {"u1-is-x", Forgery::kU1IsX},  {"zero-r", Forgery::kZeroR},
    {"zero-s", Forgery::kZeroS},
};
// k, chosen by the attacker.
constexpr const char* kNumber = "1f3d5b79a7c5e301122334455667788990a1b2c3d4e5f6071829304152637485";

void check(int status) {
  if (status != 0) throw std::runtime_error("forging a signature: Mbed TLS returned " + std::to_string(status));
}

class Forger {
 public:
  Forger(std::span<const std::uint8_t, crypto::kPointBytes> key, std::span<const std::uint8_t, 32> digest) {
    check(mbedtls_ecp_group_load(curve_.get(), MBEDTLS_ECP_DP_SECP256R1));
    std::vector<std::uint8_t> encoded = {0x04};
    encoded.insert(encoded.end(), key.begin(), key.end());
    check(mbedtls_ecp_point_read_binary(curve_.get(), key_.get(), encoded.data(), encoded.size()));
    check(mbedtls_mpi_read_binary(e_.get(), digest.data(), digest.size()));
    check(mbedtls_mpi_mod_mpi(e_.get(), e_.get(), order()));
    check(mbedtls_mpi_read_string(k_.get(), 16, kNumber));
  }

  void forge(Forgery forgery) {
    switch (forgery) {
      case Forgery::kNoG:
        return with_u2(0, false);
      case Forgery::kOneG:
        return with_u2(1, false);
      case Forgery::kMinusG:
        return with_u2(-1, false);
      case Forgery::kQAndQ:
        return with_u2(1, true);
      case Forgery::kNoQ:
        return with_u1(0, 1);
      case Forgery::kOneQ:
        return with_u1(1, 1);
      case Forgery::kMinusQ:
        return with_u1(-1, 1);
      case Forgery::kTwiceG:
        return with_u1(0, 2);
      default:
        return with_other(forgery);
    }
  }

  std::vector<std::uint8_t> encoded() {
    std::array<std::uint8_t, 32> r{};
    std::array<std::uint8_t, 32> s{};
    check(mbedtls_mpi_write_binary(r_.get(), r.data(), r.size()));
    check(mbedtls_mpi_write_binary(s_.get(), s.data(), s.size()));
    return encode_ecdsa_der(r, s);
  }

 private:
  const mbedtls_mpi* order() { return &curve_.get()->N; }

  // out = a / b mod n
  void divide(Number& out, Number& a, Number& b) {
    Number inverse;
    check(mbedtls_mpi_inv_mod(inverse.get(), b.get(), order()));
    check(mbedtls_mpi_mul_mpi(out.get(), a.get(), inverse.get()));
    check(mbedtls_mpi_mod_mpi(out.get(), out.get(), order()));
  }

  // r = x of a G + b Q
  void set_r(Number& a, Number& b) {
    CurvePoint sum;
    check(mbedtls_mpi_mod_mpi(a.get(), a.get(), order()));
    check(mbedtls_mpi_mod_mpi(b.get(), b.get(), order()));
    check(mbedtls_ecp_muladd(curve_.get(), sum.get(), a.get(), &curve_.get()->G, b.get(), key_.get()));
    std::array<std::uint8_t, 1 + crypto::kPointBytes> encoded{};
    std::size_t size = 0;
    check(mbedtls_ecp_point_write_binary(curve_.get(), sum.get(), MBEDTLS_ECP_PF_UNCOMPRESSED, &size, encoded.data(),
                                         encoded.size()));
    check(mbedtls_mpi_read_binary(r_.get(), encoded.data() + 1, 32));
    check(mbedtls_mpi_mod_mpi(r_.get(), r_.get(), order()));
  }

  // The coefficient of G, or of the further Q, is known; u2 is chosen, and s follows.
  void with_u2(int others, bool of_key) {
    Number a;
    Number b;
    check(mbedtls_mpi_copy(b.get(), k_.get()));
    check(mbedtls_mpi_lset(a.get(), of_key ? 0 : others));
    if (of_key) check(mbedtls_mpi_add_int(b.get(), b.get(), others));
    set_r(a, b);
    divide(s_, r_, k_);
  }

  // The coefficient of Q is known; s is chosen.
  void with_u1(int others, int times) {
    Number a;
    Number b;
    check(mbedtls_mpi_copy(s_.get(), k_.get()));
    divide(a, e_, s_);
    check(mbedtls_mpi_mul_int(a.get(), a.get(), static_cast<mbedtls_mpi_uint>(times)));
    check(mbedtls_mpi_lset(b.get(), others));
    set_r(a, b);
  }

  void with_other(Forgery forgery) {
    Number zero;
    Number sum;
    check(mbedtls_mpi_lset(zero.get(), 0));
    Number k;
    check(mbedtls_mpi_copy(k.get(), k_.get()));
    switch (forgery) {
      case Forgery::kEIsR:
        set_r(k, k);
        return divide(s_, r_, k_);
      case Forgery::kQForG:
      case Forgery::kGForQ:
        forgery == Forgery::kQForG ? set_r(zero, k) : set_r(k, zero);
        check(mbedtls_mpi_add_mpi(sum.get(), e_.get(), r_.get()));
        return divide(s_, sum, k_);
      case Forgery::kTwiceQ:
        check(mbedtls_mpi_mul_int(k.get(), k.get(), 2));
        set_r(zero, k);
        return divide(s_, r_, k_);
      case Forgery::kU1IsE:
        check(mbedtls_mpi_copy(sum.get(), e_.get()));
        set_r(sum, k);
        return divide(s_, r_, k_);
      case Forgery::kOneColumn:
        return with_one_column();
      case Forgery::kU1IsX:
        check(mbedtls_mpi_copy(s_.get(), k_.get()));
        divide(k, e_, s_);
        return out_of_montgomery(k);
      default:
        check(mbedtls_mpi_copy(forgery == Forgery::kZeroR ? s_.get() : r_.get(), k_.get()));
        check(mbedtls_mpi_lset(forgery == Forgery::kZeroR ? r_.get() : s_.get(), 0));
    }
  }

  // Whether both teeth of the first column are positive.
  static bool is_positive(Number& scalar) {
    std::array<std::uint8_t, 32> bytes{};
    check(mbedtls_mpi_write_binary(scalar.get(), bytes.data(), bytes.size()));
    crypto::p256::SignedScalar recoded{};
    crypto::p256::decode_number(recoded.bits, bytes);
    crypto::p256::recode(recoded);
    constexpr unsigned kFirstColumn = crypto::p256::kBits / 2 - 1;
    return !recoded.negative && (recoded.bits[kFirstColumn / 32] >> kFirstColumn % 32 & 1) != 0;
  }

  // R = (2^128 + 1) G + (2^128 + 1) Q. s is tried until both scalars begin so.
  void with_one_column() {
    Number a;
    Number b;
    check(mbedtls_mpi_lset(a.get(), 1));
    check(mbedtls_mpi_shift_l(a.get(), crypto::p256::kBits / 2));
    check(mbedtls_mpi_add_int(a.get(), a.get(), 1));
    check(mbedtls_mpi_copy(b.get(), a.get()));
    set_r(a, b);
    check(mbedtls_mpi_copy(s_.get(), k_.get()));
    do {
      check(mbedtls_mpi_add_int(s_.get(), s_.get(), 1));
      divide(a, e_, s_);
      divide(b, r_, s_);
    } while (!is_positive(a) || !is_positive(b));
  }

  // r = number / 2^256 mod p, as coordinates in Montgomery's form are read.
  void out_of_montgomery(Number& number) {
    Number inverse;
    Number power;
    check(mbedtls_mpi_lset(power.get(), 1));
    check(mbedtls_mpi_shift_l(power.get(), 256));
    check(mbedtls_mpi_inv_mod(inverse.get(), power.get(), &curve_.get()->P));
    check(mbedtls_mpi_mul_mpi(r_.get(), number.get(), inverse.get()));
    check(mbedtls_mpi_mod_mpi(r_.get(), r_.get(), &curve_.get()->P));
    check(mbedtls_mpi_mod_mpi(r_.get(), r_.get(), order()));
  }

  Curve curve_;
  CurvePoint key_;
  Number e_;
  Number k_;
  Number r_;
  Number s_;
};

void append_integer(std::vector<std::uint8_t>& der, std::span<const std::uint8_t, 32> number) {
  std::size_t first = 0;
  while (first + 1 < number.size() && number[first] == 0) ++first;
  const bool is_padded = (number[first] & 0x80) != 0;
  der.push_back(0x02);
  der.push_back(static_cast<std::uint8_t>(number.size() - first + (is_padded ? 1 : 0)));
  if (is_padded) der.push_back(0);
  der.insert(der.end(), number.begin() + static_cast<std::ptrdiff_t>(first), number.end());
}

}  // namespace

std::span<const NamedForgery> forgeries() { return kForgeries; }

std::vector<std::uint8_t> encode_ecdsa_der(std::span<const std::uint8_t, 32> r, std::span<const std::uint8_t, 32> s) {
  std::vector<std::uint8_t> der = {0x30, 0};
  append_integer(der, r);
  append_integer(der, s);
  der[1] = static_cast<std::uint8_t>(der.size() - 2);
  return der;
}

std::vector<std::uint8_t> forge_signature(Forgery forgery, std::span<const std::uint8_t, crypto::kPointBytes> key,
                                          std::span<const std::uint8_t, 32> digest) {
  Forger forger(key, digest);
  forger.forge(forgery);
  return forger.encoded();
}

}  // namespace switchback::rig
