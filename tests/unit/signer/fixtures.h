// The one key of most tests (RFC 6979 A.2.5) and the files in tests/data/keys.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signer/keys/private_key.h"
#include "signer/keys/public_key.h"
#include "tests/support/file.h"

namespace switchback::signer {

inline constexpr std::string_view kPassphrase = "correct horse";

inline std::vector<std::uint8_t> from_hex(std::string_view hex) {
  std::vector<std::uint8_t> out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

inline std::vector<std::uint8_t> key_file(const std::string& name) {
  return test::read_bytes("tests/data/keys/" + name);
}

inline const std::vector<std::uint8_t>& rfc6979_scalar() {
  static const auto kScalar = from_hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
  return kScalar;
}

inline const std::vector<std::uint8_t>& rfc6979_point() {
  static const auto kPoint = from_hex(
      "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
      "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
  return kPoint;
}

inline PrivateKey rfc6979_key() {
  auto key = PrivateKey::from_scalar(std::span(rfc6979_scalar()).first<kScalarSizeBytes>());
  REQUIRE(key.has_value());
  return std::move(*key);
}

inline PublicKey other_public_key() {
  auto key = PrivateKey::generate();
  REQUIRE(key.has_value());
  return key->public_key();
}

template <class A, class B>
bool same_bytes(const A& a, const B& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Whether an error is of this code and says this somewhere.
template <class T>
void check_error(const Result<T>& result, ErrorCode code, std::string_view said) {
  REQUIRE_FALSE(result.has_value());
  CAPTURE(result.error().message);
  CHECK(result.error().code == code);
  CHECK(result.error().message.find(said) != std::string::npos);
}

}  // namespace switchback::signer
