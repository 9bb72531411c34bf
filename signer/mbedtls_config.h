// The parts of Mbed TLS in the host tools: P-256 arithmetic, deterministic ECDSA, PEM, encrypted
// PKCS#8, randomness.
#ifndef SWITCHBACK_SIGNER_MBEDTLS_CONFIG_H_
#define SWITCHBACK_SIGNER_MBEDTLS_CONFIG_H_

#define MBEDTLS_HAVE_ASM
#define MBEDTLS_PLATFORM_C

// Keys. Not the PK layer: it accepts forms that are refused here, and gives fewer reasons.
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_OID_C
#define MBEDTLS_PEM_PARSE_C

// Signatures: RFC 6979 takes its nonces from HMAC-DRBG.
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA256_C

// Encrypted keys: PKCS#8 (PBES2), and PEM as in RFC 1421. Switchback writes only AES-256 under
// PBKDF2-HMAC-SHA256. SHA-1 (RFC 8018's default PRF), SHA-224, SHA-384, SHA-512, 3DES and MD5 are
// for reading other files.
#define MBEDTLS_AES_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_CIPHER_MODE_CBC
#define MBEDTLS_CIPHER_PADDING_PKCS7
#define MBEDTLS_PKCS5_C
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_DES_C
#define MBEDTLS_MD5_C

// Randomness for key generation and for blinding.
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_ENTROPY_C

#endif
