#include "tests/p256/library.h"

#include <mbedtls/ecdsa.h>

#include <cstdio>
#include <cstdlib>

#include "signer/mbedtls/owned.h"
#include "tests/support/p256/numbers.h"

namespace switchback::crypto::p256::testing {
namespace {

using signer::mbedtls::Owned;
using Integer = Owned<mbedtls_mpi, mbedtls_mpi_init, mbedtls_mpi_free>;
using Point = Owned<mbedtls_ecp_point, mbedtls_ecp_point_init, mbedtls_ecp_point_free>;
using OwnedGroup = Owned<mbedtls_ecp_group, mbedtls_ecp_group_init, mbedtls_ecp_group_free>;

void must(int status) {
  if (status == 0) return;
  std::fprintf(stderr, "Mbed TLS failed with -0x%x\n", static_cast<unsigned>(-status));
  std::abort();
}

void set(Integer& to, const Number& number) {
  const auto bytes = to_bytes(number);
  must(mbedtls_mpi_read_binary(to.get(), bytes.data(), bytes.size()));
}

Number get(const mbedtls_mpi& integer) {
  std::array<unsigned char, sizeof(Number)> bytes;
  must(mbedtls_mpi_write_binary_le(&integer, bytes.data(), bytes.size()));
  Number number{};
  for (unsigned i = 0; i < bytes.size(); ++i) number[i / 4] |= static_cast<std::uint32_t>(bytes[i]) << i % 4 * 8;
  return number;
}

class Group {
 public:
  Group() { must(mbedtls_ecp_group_load(group_.get(), MBEDTLS_ECP_DP_SECP256R1)); }
  mbedtls_ecp_group* get() { return group_.get(); }

 private:
  OwnedGroup group_;
};

mbedtls_ecp_group* group() {
  static Group group;
  return group.get();
}

// Any coordinates. Returns the library's status.
int read_point(Point& to, const PlainPoint& plain) {
  constexpr unsigned char kUncompressed = 0x04;
  std::vector<unsigned char> bytes = {kUncompressed};
  for (const Number& number : {plain.x, plain.y}) {
    for (const std::uint8_t byte : to_bytes(number)) bytes.push_back(byte);
  }
  return mbedtls_ecp_point_read_binary(group(), to.get(), bytes.data(), bytes.size());
}

std::optional<PlainPoint> get(Point& point) {
  if (mbedtls_ecp_is_zero(point.get()) != 0) return std::nullopt;
  return PlainPoint{get(point.get()->MBEDTLS_PRIVATE(X)), get(point.get()->MBEDTLS_PRIVATE(Y))};
}

using Operation = int (*)(mbedtls_mpi*, const mbedtls_mpi*, const mbedtls_mpi*);

Number modulo(Operation operation, const Number& x, const Number& y, const Number& m) {
  Integer first, second, modulus, result;
  set(first, x);
  set(second, y);
  set(modulus, m);
  must(operation(result.get(), first.get(), second.get()));
  must(mbedtls_mpi_mod_mpi(result.get(), result.get(), modulus.get()));
  return get(*result.get());
}

Number library_inverse(const Number& a, const Number& m) {
  Integer number, modulus, result;
  set(number, a);
  set(modulus, m);
  must(mbedtls_mpi_inv_mod(result.get(), number.get(), modulus.get()));
  return get(*result.get());
}

// The root modulo p, which is 3 modulo 4, if there is one.
Number power_for_root(const Number& square) {
  const Number exponent = from_hex("3fffffffc0000000400000000000000000000000400000000000000000000000");  // (p + 1) / 4
  Integer number, power, modulus, result;
  set(number, square);
  set(power, exponent);
  set(modulus, kP);
  must(mbedtls_mpi_exp_mod(result.get(), number.get(), power.get(), modulus.get(), nullptr));
  return get(*result.get());
}

}  // namespace

Number library_sum(const Number& x, const Number& y, const Number& m) { return modulo(mbedtls_mpi_add_mpi, x, y, m); }

Number library_difference(const Number& x, const Number& y, const Number& m) {
  return modulo(mbedtls_mpi_sub_mpi, x, y, m);
}

Number library_product(const Number& x, const Number& y, const Number& m) {
  return modulo(mbedtls_mpi_mul_mpi, x, y, m);
}

Number library_quotient(const Number& b, const Number& a, const Number& m) {
  return library_product(b, library_inverse(a, m), m);
}

std::optional<PlainPoint> library_point_at(const Number& x) {
  const Number b = from_hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  const Number cube = library_product(library_product(x, x, kP), x, kP);
  const Number square = library_sum(library_difference(cube, library_product({3}, x, kP), kP), b, kP);
  const PlainPoint point = {x, power_for_root(square)};
  if (library_product(point.y, point.y, kP) != square) return std::nullopt;
  return point;
}

std::optional<PlainPoint> library_multiply_add(const Number& u1, const PlainPoint& one, const Number& u2,
                                               const PlainPoint& two) {
  Integer first, second;
  Point p, q, result;
  set(first, u1);
  set(second, u2);
  must(read_point(p, one));
  must(read_point(q, two));
  must(mbedtls_ecp_muladd(group(), result.get(), first.get(), p.get(), second.get(), q.get()));
  return get(result);
}

bool library_is_on_curve(const PlainPoint& plain) {
  Point point;
  return read_point(point, plain) == 0 && mbedtls_ecp_check_pubkey(group(), point.get()) == 0;
}

bool library_verdict(const Signature& signature) {
  Integer r, s;
  Point key;
  set(r, signature.r);
  set(s, signature.s);
  must(read_point(key, signature.key));
  const auto digest = to_bytes(signature.digest);
  return mbedtls_ecdsa_verify(group(), digest.data(), digest.size(), key.get(), r.get(), s.get()) == 0;
}

}  // namespace switchback::crypto::p256::testing
