// Every image of tests/data/mcuboot-vectors, signed by imgtool, gets its expected verdict and one
// certain reason.
#include <doctest/doctest.h>

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "core/crypto/sha256.h"
#include "host/text.h"
#include "signer/keys/public_key.h"
#include "tests/support/file.h"
#include "verifier/verify.h"

namespace switchback {
namespace {

const std::string kFolder = "tests/data/mcuboot-vectors/";

// The reason for each refusal, which vectors.json does not name. Files that are not listed are
// accepted.
const std::map<std::string, Status> kReasons = {
    {"non-bootable.bin", Status::kNotPackage},
    {"other-key.bin", Status::kKeyUnknown},
    {"unsigned.bin", Status::kSignatureMissing},
    {"truncated.bin", Status::kImageSize},
    {"flip-payload.bin", Status::kDigestMismatch},
    {"flip-header-pad.bin", Status::kDigestMismatch},
    {"flip-version.bin", Status::kDigestMismatch},
    {"flip-signature.bin", Status::kSignatureInvalid},
    {"flip-flags.bin", Status::kImageFlags},
    {"flip-counter.bin", Status::kDigestMismatch},
    {"bad-magic.bin", Status::kImageMagic},
    {"size-overflow.bin", Status::kImageSize},
    {"tlv-length.bin", Status::kTlvLength},
    {"tlv-total.bin", Status::kTlvSize},
    {"second-hash.bin", Status::kTlvDuplicate},
    {"trailing-data.bin", Status::kTrailingData},
    {"counter-unprotected.bin", Status::kTlvUnprotected},
};

std::vector<RootKey> load_key(const std::string& name) {
  const auto key = signer::PublicKey::load(test::read_bytes(kFolder + name), name);
  REQUIRE(key.has_value());
  return {key->root_key()};
}

void check_facts(const std::vector<std::uint8_t>& file, const wire::ImageFacts& facts, const nlohmann::json& vector) {
  CHECK(facts.header.header_size_bytes == vector.at("header_size"));
  CHECK(facts.header.payload_size_bytes == vector.at("payload_size"));
  CHECK(host::version_text(facts.header.version) == vector.at("version"));
  const Bytes payload = Bytes(file).subspan(facts.header.header_size_bytes, facts.header.payload_size_bytes);
  CHECK(host::hex_text(crypto::sha256(payload)) == vector.at("payload_sha256"));
}

TEST_CASE("MCUboot vectors: each image gets its expected verdict, with one certain reason") {
  const auto list = nlohmann::json::parse(test::read_text(kFolder + "vectors.json")).at("vectors");
  int accepted = 0;
  int refused = 0;
  for (const auto& vector : list) {
    const std::string name = vector.at("file");
    CAPTURE(name);
    const std::vector<std::uint8_t> file = test::read_bytes(kFolder + name);
    const auto keys = load_key(vector.at("verify_with"));
    const auto verdict = verifier::verify_file(file, keys, {});
    const auto reason = kReasons.find(name);
    CAPTURE(verifier::to_text(verdict));
    CHECK(verdict.reason == (reason == kReasons.end() ? Status::kOk : reason->second));
    if (vector.at("expect") != "accept-or-reject") CHECK(ok(verdict.reason) == (vector.at("expect") == "accept"));
    if (ok(verdict.reason)) check_facts(file, verdict.facts, vector);
    ++(ok(verdict.reason) ? accepted : refused);
  }
  std::printf("mcuboot vectors: %zu judged, %d accepted, %d refused\n", list.size(), accepted, refused);
  CHECK(list.size() == 35);
  CHECK(static_cast<std::size_t>(refused) == kReasons.size());
}

TEST_CASE("MCUboot vectors: an image padded to its slot is accepted with a note") {
  const auto keys = load_key("release.pub.pem");
  for (const char* name : {"padded-slot.bin", "confirmed-slot.bin"}) {
    const std::vector<std::uint8_t> file = test::read_bytes(kFolder + name);
    const auto verdict = verifier::verify_file(file, keys, {});
    REQUIRE(verdict.reason == Status::kOk);
    CHECK(verdict.padding_bytes == file.size() - verdict.facts.total_size_bytes);
    REQUIRE(verdict.notes.size() == 1);
    CHECK(verdict.notes[0].find("slot padding") != std::string::npos);
  }
}

TEST_CASE("MCUboot vectors: one byte of the padding changed is kTrailingData") {
  const auto keys = load_key("release.pub.pem");
  const std::vector<std::uint8_t> good = test::read_bytes(kFolder + "confirmed-slot.bin");
  const auto facts = verifier::verify_file(good, keys, {}).facts;
  for (const std::size_t at :
       {std::size_t{facts.total_size_bytes}, good.size() / 2, good.size() - 16, good.size() - 1, good.size() - 25}) {
    std::vector<std::uint8_t> bad = good;
    bad[at] ^= 0x40;
    CAPTURE(at);
    CHECK(verifier::verify_file(bad, keys, {}).reason == Status::kTrailingData);
  }
}

}  // namespace
}  // namespace switchback
