// What device code takes of Mbed TLS: SHA-256 in its small form, the same on the host so that host tests run the
// device's own hash. p256-m needs no option.
//
// The host tools also link a full Mbed TLS, built with another configuration and another layout of the context. The
// renames below keep the two apart in one executable; they reach the library and its users alike, because
// every Mbed TLS header includes this file first.
#ifndef SWITCHBACK_CORE_CRYPTO_MBEDTLS_CONFIG_H_
#define SWITCHBACK_CORE_CRYPTO_MBEDTLS_CONFIG_H_

#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA256_SMALLER

#define mbedtls_internal_sha256_process switchback_device_internal_sha256_process
#define mbedtls_platform_zeroize switchback_device_platform_zeroize
#define mbedtls_sha256 switchback_device_sha256
#define mbedtls_sha256_clone switchback_device_sha256_clone
#define mbedtls_sha256_finish switchback_device_sha256_finish
#define mbedtls_sha256_free switchback_device_sha256_free
#define mbedtls_sha256_init switchback_device_sha256_init
#define mbedtls_sha256_starts switchback_device_sha256_starts
#define mbedtls_sha256_update switchback_device_sha256_update
#define mbedtls_zeroize_and_free switchback_device_zeroize_and_free

#endif
