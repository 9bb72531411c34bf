# Third-party code. The device's (p256-m, inflate) is compiled from the same sources for host and
# device. The host's comes from Debian's packages, except Mbed TLS, of which one version serves
# both. Our warnings are off for all of it, and its headers are system headers.

set(SWITCHBACK_DEPS "" CACHE PATH "where scripts/setup unpacked the third-party sources (default: .deps in the checkout)")
set(_deps ${PROJECT_SOURCE_DIR}/.deps)
if(SWITCHBACK_DEPS)
  set(_deps ${SWITCHBACK_DEPS})
elseif(DEFINED ENV{SWITCHBACK_DEPS})
  set(_deps $ENV{SWITCHBACK_DEPS})
endif()
set(_mbedtls ${_deps}/mbedtls-3.6)
set(_zlib ${_deps}/zlib)
set(_zopfli ${_deps}/zopfli/src/zopfli)
set(SWITCHBACK_WYCHEPROOF ${_deps}/wycheproof) # for tests only; may be missing
foreach(_file ${_mbedtls}/library/ecp.c ${_mbedtls}/3rdparty/p256-m/p256-m/p256-m.c ${_zlib}/infback.c
    ${_zopfli}/deflate.c)
  if(NOT EXISTS ${_file})
    message(FATAL_ERROR "${_file} is missing. Run scripts/setup first; it installs all that the build needs.")
  endif()
endforeach()

# Writes a copy of `source` to `out` with every `old` replaced by `new`; more pairs may follow.
# Fails if the source does not contain an `old`.
function(_switchback_patched_copy source out old new)
  file(READ ${source} text)
  math(EXPR last "${ARGC} - 1")
  foreach(at RANGE 2 ${last} 2) # by index, because the texts may hold semicolons
    math(EXPR next "${at} + 1")
    string(FIND "${text}" "${ARGV${at}}" found)
    if(found EQUAL -1)
      message(FATAL_ERROR "${source} does not contain \"${ARGV${at}}\"; this version is not known to the build.")
    endif()
    string(REPLACE "${ARGV${at}}" "${ARGV${next}}" text "${text}")
  endforeach()
  file(CONFIGURE OUTPUT ${out} CONTENT "${text}" @ONLY)
endfunction()

# A static library of third-party sources: no warnings, system headers for our own code. Always
# optimised; otherwise tests under sanitizers would spend most of their time here.
function(_switchback_third_party name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;INCLUDES;DEFINITIONS;OPTIONS")
  add_library(${name} STATIC ${arg_SOURCES})
  target_compile_options(${name} PRIVATE -w $<$<CONFIG:Debug>:-O2> ${arg_OPTIONS})
  foreach(directory IN LISTS arg_INCLUDES)
    target_include_directories(${name} SYSTEM PUBLIC $<BUILD_INTERFACE:${directory}>)
  endforeach()
  target_compile_definitions(${name} PUBLIC ${arg_DEFINITIONS})
endfunction()

# --- Device and host ------------------------------------------------------------------------------

# For core/variants/ecdsa_mbedtls.cc: p256-m, which core/variants/p256m_verify.c includes. Key
# generation and signing would call PSA for random numbers and to wipe secrets. Device code only
# verifies, so here the first call fails, the second does nothing, and the arithmetic needs no PSA.
_switchback_patched_copy(${_mbedtls}/3rdparty/p256-m/p256-m/p256-m.c
  ${PROJECT_BINARY_DIR}/third_party/p256/p256-m.c
  "psa_generate_random(output, output_size)" "-1"
  "#include \"mbedtls/platform_util.h\"" ""
  "#include \"psa/crypto.h\"" ""
  "#define zeroize mbedtls_platform_zeroize" "#define zeroize(buffer, size_bytes) (void)0"
  "#if defined (MBEDTLS_PSA_P256M_DRIVER_ENABLED)" "#if 1")
# Its numbers do not lie on the stack: an attacker can choose most of them, and a fault would use
# them as return addresses.
file(READ ${PROJECT_BINARY_DIR}/third_party/p256/p256-m.c _text)
string(REGEX REPLACE "\n    uint32_t ([a-zA-Z0-9_]+\\[[89]\\])" "\n    SWITCHBACK_LOCAL uint32_t \\1" _text "${_text}")
string(REGEX REPLACE "SWITCHBACK_LOCAL (uint32_t (m|R2)\\[8\\];)" "\\1" _text "${_text}") # members
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/third_party/p256/p256-m.c CONTENT "${_text}" @ONLY)
_switchback_third_party(switchback_p256m SOURCES ${PROJECT_SOURCE_DIR}/core/variants/p256m_verify.c)
target_include_directories(switchback_p256m PRIVATE ${PROJECT_BINARY_DIR}/third_party/p256
  ${_mbedtls}/3rdparty/p256-m/p256-m)

# Raw inflate, <zlib.h>: only inflateBack(). BUILDFIXED saves 2 KB of constant tables. zlib then
# keeps the fixed codes' tables in statics, which cost 2 KB of RAM outside the workspace and are not
# thread-safe. Here these tables share the place of a dynamic block's tables, and are built again
# for each fixed block. The fast path is cut out: it doubles the code for speed that flash writes
# hide. Z_PREFIX renames every symbol (z_inflateBack), so that a host program may link the system's
# zlib as well. Our sources get the definitions, and use the plain names.
_switchback_patched_copy(${_zlib}/infback.c ${PROJECT_BINARY_DIR}/third_party/infback.c
  "if (have >= 6 && left >= 258) {
                RESTORE();
                if (state->whave < state->wsize)
                    state->whave = state->wsize - left;
                inflate_fast(strm, state->wsize);
                LOAD();
                break;
            }" ""
  "static int virgin = 1;" "const int virgin = 1;"
  "static code *lenfix, *distfix;" "code *lenfix, *distfix;"
  "static code fixed[544];" "code *const fixed = state->codes;"
  "static code *next;" "code *next;"
  "virgin = 0;" "")
_switchback_third_party(switchback_inflate
  SOURCES ${PROJECT_BINARY_DIR}/third_party/infback.c ${_zlib}/inftrees.c
  INCLUDES ${_zlib}
  DEFINITIONS Z_SOLO Z_PREFIX
  OPTIONS -DHAVE_MEMCPY -DNO_GZIP -DBUILDFIXED -include string.h)

if(CMAKE_CROSSCOMPILING)
  return()
endif()

# --- Host only ------------------------------------------------------------------------------------

find_package(CLI11 REQUIRED)
find_package(doctest REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Divsufsort REQUIRED)
find_package(Unicorn REQUIRED)
find_package(BZip2 REQUIRED)
set(Python3_EXECUTABLE /usr/bin/python3) # the one with Debian's packages, whatever PATH says

# Zopfli, <zopfli.h>. Debian's library looks 32 KB back; here switchback_zopfli_set_window(bits)
# sets the distance for the calling thread: at most 2^bits − 1 bytes, 9 … 15 bits. A chain limit
# that the preprocessor chose stays on, and words are compared by loads that need no alignment.
set(_zopfli_copy ${PROJECT_BINARY_DIR}/third_party/zopfli)
file(GLOB _zopfli_headers ${_zopfli}/*.h)
list(FILTER _zopfli_headers EXCLUDE REGEX "/(util|zopfli)\\.h$")
set(_zopfli_plain blocksplitter.c cache.c deflate.c gzip_container.c hash.c katajainen.c squeeze.c tree.c zlib_container.c
  zopfli_lib.c)
list(TRANSFORM _zopfli_plain PREPEND ${_zopfli}/ OUTPUT_VARIABLE _zopfli_copied)
file(COPY ${_zopfli_headers} ${_zopfli_copied} DESTINATION ${_zopfli_copy})
_switchback_patched_copy(${_zopfli}/zopfli.h ${_zopfli_copy}/zopfli.h
  "void ZopfliInitOptions(ZopfliOptions* options);"
  "void ZopfliInitOptions(ZopfliOptions* options);
void switchback_zopfli_set_window(unsigned bits);")
_switchback_patched_copy(${_zopfli}/util.h ${_zopfli_copy}/util.h
  "#define ZOPFLI_WINDOW_SIZE 32768"
  "extern _Thread_local size_t switchback_zopfli_window_bytes;
#define ZOPFLI_WINDOW_SIZE switchback_zopfli_window_bytes")
_switchback_patched_copy(${_zopfli}/util.c ${_zopfli_copy}/util.c
  "#include \"zopfli.h\"\n"
  "#include \"zopfli.h\"
_Thread_local size_t switchback_zopfli_window_bytes = 32768;
void switchback_zopfli_set_window(unsigned bits) { switchback_zopfli_window_bytes = (size_t)1 << bits; }
")
_switchback_patched_copy(${_zopfli}/lz77.c ${_zopfli_copy}/lz77.c
  "#if ZOPFLI_MAX_CHAIN_HITS < ZOPFLI_WINDOW_SIZE" "#if 1"
  "*((size_t*)scan) == *((size_t*)match)" "memcmp(scan, match, 8) == 0"
  "*((unsigned int*)scan) == *((unsigned int*)match)" "memcmp(scan, match, 4) == 0")
set(_zopfli_sources ${_zopfli_plain} lz77.c util.c)
list(TRANSFORM _zopfli_sources PREPEND ${_zopfli_copy}/)
_switchback_third_party(switchback_zopfli SOURCES ${_zopfli_sources} INCLUDES ${_zopfli_copy})

# Keys, signatures and random numbers. The configuration is part of the interface, because the
# contexts' layout depends on it.
set(_modules
  aes asn1parse asn1write base64 bignum bignum_core bignum_mod bignum_mod_raw block_cipher cipher cipher_wrap
  constant_time ctr_drbg des ecdsa ecp ecp_curves entropy entropy_poll error hmac_drbg md md5 oid pem pk pk_ecc pk_wrap
  pkcs5 pkparse pkwrite platform platform_util sha1 sha256 sha512 threading)
list(TRANSFORM _modules PREPEND ${_mbedtls}/library/)
list(TRANSFORM _modules APPEND .c)
_switchback_third_party(switchback_mbedtls_host
  SOURCES ${_modules}
  INCLUDES ${_mbedtls}/include
  DEFINITIONS "MBEDTLS_CONFIG_FILE=\"signer/mbedtls_config.h\"")
target_include_directories(switchback_mbedtls_host PRIVATE ${PROJECT_SOURCE_DIR} ${_mbedtls}/library)
