/* ECDSA verification with p256-m's arithmetic, for core/variants/ecdsa_mbedtls.cc. One loop
   computes both products (Shamir's trick), which halves the time. */

/* Where the functions keep their numbers. Static, because no function here calls itself. */
#if __STDC_HOSTED__
#define SWITCHBACK_LOCAL static _Thread_local
#else
#define SWITCHBACK_LOCAL static
#endif

/* p256-m.c lies in the build tree. Its static functions are used here. */
#include <p256-m.c> /* NOLINT(bugprone-suspicious-include) */

/* Adds any two points in place. p256-m's point_add() takes neither 0 nor two equal points.
     in: (x1:y1:z1) on the curve or 0; (x2, y2) on the curve or (0, 0), which is 0
     out: (x1:y1:z1) = their sum */
static void point_add_any(uint32_t x1[8], uint32_t y1[8], uint32_t z1[8], const uint32_t x2[8], const uint32_t y2[8]) {
  SWITCHBACK_LOCAL uint32_t y[8], z[8];

  if (u256_diff0(x2) == 0 && u256_diff0(y2) == 0) return;
  u256_cmov(y, y1, 1);
  u256_cmov(z, z1, 1);
  if (u256_diff0(z) != 0) {
    point_add(x1, y1, z1, x2, y2);
    if (u256_diff0(z1) != 0) return;
    /* The x are equal. If y2 * z^3 = y, the y are equal, too; otherwise the sum is 0. */
    m256_mul_p(z1, z, z);
    m256_mul_p(z1, z1, z);
    m256_mul_p(z1, z1, y2);
    if (u256_diff(z1, y) != 0) {
      u256_set32(z1, 0);
      return;
    }
  }
  u256_cmov(x1, x2, 1);
  u256_cmov(y1, y2, 1);
  m256_set32(z1, 1, &p256_p);
  if (u256_diff0(z) != 0) point_double(x1, y1, z1);
}

/* Computes the sum of both products.
     in: Q = (qx, qy), affine (Montgomery), on the curve and not 0; u1, u2 in [0, n-1]
     out: (rx, ry) = u1 * G + u2 * Q, affine (Montgomery); (0, 0) for 0 */
static void joint_mult(uint32_t rx[8], uint32_t ry[8], const uint32_t qx[8], const uint32_t qy[8], const uint32_t u1[8],
                       const uint32_t u2[8]) {
  SWITCHBACK_LOCAL uint32_t sum[2][8], rz[8];
  unsigned i = 256;

  point_add_or_double_leaky(sum[0], sum[1], p256_gx, p256_gy, qx, qy);
  u256_set32(rz, 0);
  m256_set32(rx, 1, &p256_p); /* 0 is any x with y^2 = x^3 */
  u256_cmov(ry, rx, 1);
  while (i != 0) {
    i--;
    const uint32_t with_g = u1[i / 32] >> i % 32 & 1;
    const uint32_t with_q = u2[i / 32] >> i % 32 & 1;
    point_double(rx, ry, rz);
    if (with_g && with_q)
      point_add_any(rx, ry, rz, sum[0], sum[1]);
    else if (with_g)
      point_add_any(rx, ry, rz, p256_gx, p256_gy);
    else if (with_q)
      point_add_any(rx, ry, rz, qx, qy);
  }
  point_to_affine(rx, ry, rz);
}

/* in: z in [0, 2^256-1]
   out: whether z is in [1, n-1] */
static int is_scalar(const uint32_t z[8]) {
  SWITCHBACK_LOCAL uint32_t rest[8];

  return u256_sub(rest, z, p256_n.m) != 0 && u256_diff0(z) != 0;
}

/* Verifies a signature. All numbers are eight words, the lowest first.
     in: (qx, qy), the public key, affine (Montgomery), on the curve and not 0
         hash, big-endian
     out: 0 if the signature is valid (SEC 1, 4.1.4), as from p256_ecdsa_verify()
   A hash of 0 is refused: u1 would be 0, and anyone with the public key could make r and s for
   it. */
int switchback_p256m_verify(const uint32_t r[8], const uint32_t s[8], const uint32_t qx[8], const uint32_t qy[8],
                            const uint8_t hash[32]) {
  SWITCHBACK_LOCAL uint32_t inverse[8], u1[8], u2[8], x[8], y[8];

  if (!is_scalar(r) || !is_scalar(s)) return P256_INVALID_SIGNATURE;

  u256_cmov(inverse, s, 1);
  m256_prep(inverse, &p256_n);
  m256_inv(inverse, inverse, &p256_n);
  ecdsa_m256_from_hash(u1, hash, 32);
  m256_mul(u1, u1, inverse, &p256_n);
  m256_done(u1, &p256_n);
  u256_cmov(u2, r, 1);
  m256_prep(u2, &p256_n);
  m256_mul(u2, u2, inverse, &p256_n);
  m256_done(u2, &p256_n);
  if (u256_diff0(u1) == 0 || u256_diff0(u2) == 0) return P256_INVALID_SIGNATURE;

  joint_mult(x, y, qx, qy, u1, u2);
  m256_done(x, &p256_p);
  ecdsa_m256_mod_n(x);
  return u256_diff(x, r) == 0 ? P256_SUCCESS : P256_INVALID_SIGNATURE;
}
