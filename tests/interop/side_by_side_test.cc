// The device's SHA-256 and inflate work in one process with a full Mbed TLS and the system's zlib,
// as in the tool.
#include <doctest/doctest.h>
#include <mbedtls/sha256.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <vector>

#include "core/crypto/sha256.h"

TEST_CASE("SHA-256: the device's and the host library's agree at every length around the block size") {
  for (std::size_t length = 0; length < 200; ++length) {
    const std::vector<std::uint8_t> message(length, static_cast<std::uint8_t>(length));
    std::array<std::uint8_t, 32> host{};
    REQUIRE(mbedtls_sha256(message.data(), message.size(), host.data(), 0) == 0);
    CHECK(switchback::crypto::sha256(message) == host);
  }
}

TEST_CASE("zlib: plain names reach the system's library, not the device's inflate") {
  std::array<std::uint8_t, 64> packed{};
  uLongf packed_bytes = packed.size();
  const std::array<std::uint8_t, 3> message = {'a', 'b', 'c'};
  REQUIRE(compress(packed.data(), &packed_bytes, message.data(), message.size()) == Z_OK);
  std::array<std::uint8_t, 3> unpacked{};
  uLongf unpacked_bytes = unpacked.size();
  REQUIRE(uncompress(unpacked.data(), &unpacked_bytes, packed.data(), packed_bytes) == Z_OK);
  CHECK(unpacked == message);
  CHECK((zlibCompileFlags() & (1u << 17)) == 0);  // the device's build has no gzip, the system's has
}
