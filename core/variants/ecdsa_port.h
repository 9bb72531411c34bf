/* The hook for a chip's own verification of ECDSA signatures over P-256: "signature_engine" is
   "port" in the profile. The port defines the function; C and C++ may include this header. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The answer for a valid signature. Any other value means that it is not valid. */
#define SWITCHBACK_SIGNATURE_VALID 0x5ac3a69bu

/* Verifies the signature (r, s) over a SHA-256 digest with the public key (x, y). Numbers are eight
   words each, the lowest first; the digest is 32 bytes in its usual order. The caller has checked
   that the key is on the curve, that r and s are in [1, n - 1], and that the digest is not 0 modulo
   n. Returns SWITCHBACK_SIGNATURE_VALID or any other value. */
uint32_t switchback_port_verify_ecdsa(const uint32_t* x, const uint32_t* y, const uint32_t* r, const uint32_t* s,
                                      const uint8_t* digest);

#ifdef __cplusplus
}
#endif
