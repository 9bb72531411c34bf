#include "signer/keys/algorithm.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace switchback::signer {
namespace {

constexpr std::string_view kRsa = "1.2.840.113549.1.1.1";
constexpr std::string_view kEcPublicKey = "1.2.840.10045.2.1";
constexpr std::string_view kPrime256v1 = "1.2.840.10045.3.1.7";

// Other algorithms and curves that people have keys for, to name them in messages.
std::string readable(const std::string& oid) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames = {{
      {"1.3.101.112", "Ed25519"},
      {"1.3.132.0.10", "secp256k1"},
      {"1.3.132.0.33", "secp224r1 (P-224)"},
      {"1.3.132.0.34", "secp384r1 (P-384)"},
      {"1.3.132.0.35", "secp521r1 (P-521)"},
      {"1.2.840.113549.1.1.10", "RSA-PSS"},
      {"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"},
  }};
  const auto* known = std::find_if(kNames.begin(), kNames.end(), [&](const auto& name) { return name.first == oid; });
  return known == kNames.end() ? oid : std::string(known->second);
}

tl::unexpected<Error> wrong_algorithm(std::string_view name, std::string_view found) {
  return fail(ErrorCode::kKey, fmt::format("{}: expected an ECDSA key on P-256 (prime256v1), found {}; make one with "
                                           "'switchback keygen'",
                                           name, found));
}

}  // namespace

Result<void> check_algorithm(mbedtls::DerReader identifier, std::string_view name) {
  const auto algorithm = identifier.take(mbedtls::kDerOid);
  if (!algorithm) return malformed_key(name, "an algorithm identifier");
  const std::string oid = mbedtls::der_oid_text(*algorithm);
  if (oid == kRsa) return wrong_algorithm(name, "an RSA key");
  if (oid != kEcPublicKey) return wrong_algorithm(name, fmt::format("a key for algorithm {}", readable(oid)));
  return check_curve(identifier, name);
}

Result<void> check_curve(mbedtls::DerReader parameters, std::string_view name) {
  if (parameters.peek() == mbedtls::kDerSequence) {
    return fail(ErrorCode::kKey, fmt::format("{}: expected the curve by name, found explicit parameters; convert it "
                                             "with 'openssl ec -param_enc named_curve'",
                                             name));
  }
  const auto curve = parameters.take(mbedtls::kDerOid);
  if (!curve || !parameters.empty()) return malformed_key(name, "the name of a curve");
  const std::string oid = mbedtls::der_oid_text(*curve);
  if (oid != kPrime256v1) return wrong_algorithm(name, fmt::format("curve {}", readable(oid)));
  return {};
}

tl::unexpected<Error> malformed_key(std::string_view name, std::string_view expected) {
  return fail(
      ErrorCode::kKey,
      fmt::format("{}: expected {} in the key's DER, found other bytes or the end of the file; the file is damaged",
                  name, expected));
}

}  // namespace switchback::signer
