// Verifies the signatures of Project Wycheproof: p256_wycheproof FOLDER
//
// Each with combs of 1, 2 and 4 teeth. Exit code 77 if the folder lacks the files, which
// scripts/setup downloads.
#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/crypto/ecdsa.h"
#include "core/crypto/sha256.h"
#include "tests/support/p256/points.h"

namespace switchback::crypto::p256::testing {
namespace {

using Buffer = std::vector<std::uint8_t>;
using Json = nlohmann::json;

constexpr int kSkipped = 77;
constexpr unsigned kTeeth[] = {1, 2, 4};

// A way of writing signatures, and the file with its cases.
struct Form {
  const char* file;
  std::optional<Scalars> (*read)(Bytes signature);  // nothing if malformed
  bool takes_padding;
};

Buffer from_hex_bytes(const std::string& digits) {
  Buffer bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

std::optional<Scalars> read_der(Bytes signature) {
  Scalars scalars;
  if (!ok(decode_ecdsa_der(signature, scalars))) return std::nullopt;
  return scalars;
}

// IEEE P1363: r and s with 32 bytes each.
std::optional<Scalars> read_pair(Bytes signature) {
  constexpr std::size_t kBytes = sizeof(Number);
  if (signature.size() != 2 * kBytes) return std::nullopt;
  Scalars scalars;
  decode_number(scalars.r, signature.first<kBytes>());
  decode_number(scalars.s, signature.last<kBytes>());
  return scalars;
}

constexpr Form kForms[] = {{"ecdsa_secp256r1_sha256_test.json", read_der, true},
                           {"ecdsa_secp256r1_sha256_p1363_test.json", read_pair, false}};

// Core's reader takes zero bytes behind the sequence for padding, which DER does not allow.
Bytes without_padding(Bytes der) {
  if (der.size() < 2 || der[1] > der.size() - 2) return der;
  const Bytes sequence = der.first(2 + std::size_t{der[1]});
  const Bytes rest = der.subspan(sequence.size());
  return std::ranges::all_of(rest, [](std::uint8_t byte) { return byte == 0; }) ? sequence : der;
}

class Comparison {
 public:
  Comparison() : generators_{OwnedComb(generator(), 1), OwnedComb(generator(), 2), OwnedComb(generator(), 4)} {}

  void compare_group(const Form& form, const Json& group) {
    const Buffer encoded = from_hex_bytes(group.at("publicKey").at("uncompressed"));
    AffinePoint key;
    Registers registers;
    if (encoded.size() != kPointBytes + 1 || !decode_point(key, Bytes(encoded).last<kPointBytes>(), registers)) {
      fail(form, "a public key is refused: " + group.at("publicKey").at("uncompressed").get<std::string>());
      return;
    }
    const std::array<OwnedComb, 3> keys = {OwnedComb(key, 1), OwnedComb(key, 2), OwnedComb(key, 4)};
    for (const Json& test : group.at("tests")) compare(form, keys, test);
  }

  // Prints the counts. Returns whether all verdicts are as expected.
  bool report() const {
    for (const auto& [what, count] : counts_) std::printf("%5u %s\n", count, what.c_str());
    return failures_ == 0 && counts_.contains("valid, accepted") && counts_.contains("invalid, refused");
  }

 private:
  void fail(const Form& form, const std::string& what) {
    std::printf("%s: %s\n", form.file, what.c_str());
    ++failures_;
  }

  bool accepts(const Form& form, const std::array<OwnedComb, 3>& keys, Bytes signature, const Digest& digest,
               std::size_t comb) const {
    const std::optional<Scalars> scalars = form.read(signature);
    Work work;
    return scalars && verify(generators_[comb], keys[comb], digest, scalars->r, scalars->s, work);
  }

  void compare(const Form& form, const std::array<OwnedComb, 3>& keys, const Json& test) {
    const Digest digest = sha256(from_hex_bytes(test.at("msg")));
    const Buffer signature = from_hex_bytes(test.at("sig"));
    const std::string expected = test.at("result");
    const Bytes bare = form.takes_padding ? without_padding(signature) : Bytes(signature);
    const bool accepted = accepts(form, keys, signature, digest, 0);
    for (std::size_t comb = 0; comb < std::size(kTeeth); ++comb) {
      if (accepts(form, keys, signature, digest, comb) == accepted) continue;
      fail(form, test.dump() + ": combs of 1 and " + std::to_string(kTeeth[comb]) + " teeth disagree");
    }
    if (bare.size() != signature.size()) {
      if (accepted != accepts(form, keys, bare, digest, 0)) fail(form, test.dump() + ": padding changes the verdict");
      ++counts_[expected + " because of padding, " + (accepted ? "accepted" : "refused")];
      return;
    }
    ++counts_[expected + ", " + (accepted ? "accepted" : "refused")];
    if (expected != "acceptable" && accepted != (expected == "valid")) fail(form, test.dump());
  }

  std::array<OwnedComb, 3> generators_;
  std::map<std::string, unsigned> counts_;
  unsigned failures_ = 0;
};

int run(const std::string& folder) {
  bool all_good = true;
  for (const Form& form : kForms) {
    std::ifstream file(folder + "/" + form.file);
    if (!file) {
      std::printf("SKIPPED: %s is missing; scripts/setup downloads it\n", form.file);
      return kSkipped;
    }
    Comparison comparison;
    const Json content = Json::parse(file);
    for (const Json& group : content.at("testGroups")) comparison.compare_group(form, group);
    std::printf("%s: %u signatures\n", form.file, content.at("numberOfTests").get<unsigned>());
    all_good = comparison.report() && all_good;
  }
  return all_good ? 0 : 1;
}

}  // namespace
}  // namespace switchback::crypto::p256::testing

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    return switchback::crypto::p256::testing::run(arguments[1]);
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 1;
  }
}
