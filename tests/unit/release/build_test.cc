// A release is built and verified in memory: no file, no terminal.
#include "release/build.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "release/verify.h"
#include "signer/signing/file_key_backend.h"
#include "tests/unit/release/memory_files.h"

namespace switchback::release {
namespace {

constexpr const char* kProfile = R"({
  "format_version": 1,
  "name": "board",
  "flash": {"erased_value": 255, "write_unit_bytes": 4, "sectors": [{"address": 0, "size": 1024, "count": 64}]},
  "strategy": "swap",
  "slots": [{"address": 8192, "size": 16384}, {"address": 24576, "size": 24576}],
  "journal": {"address": 0, "size": 2048},
  "staging": "slot-tail",
  "trial_boots": 3,
  "decoder": {"ram_bytes": 16384, "max_window_bits": 12}
})";

constexpr const char* kManifest = R"({
  "format_version": 1, "name": "app", "version": "1.0.0", "profile": "profile.json", "input": "app.bin"
})";

signer::FileKeyBackend make_backend() {
  std::array<std::uint8_t, 32> scalar{};
  scalar.back() = 7;
  auto key = signer::PrivateKey::from_scalar(scalar);
  REQUIRE(key.has_value());
  return signer::FileKeyBackend(std::move(*key));
}

test::MemoryFiles make_files() {
  test::MemoryFiles files;
  files.put("in/manifest.json", kManifest);
  files.put("in/profile.json", kProfile);
  std::vector<std::uint8_t> firmware(3000);
  for (std::size_t i = 0; i < firmware.size(); ++i) firmware[i] = static_cast<std::uint8_t>(i * i / 7);
  files.contents["in/app.bin"] = firmware;
  return files;
}

Inputs read(test::MemoryFiles& files) {
  auto inputs = read_inputs("in/manifest.json", files);
  REQUIRE_MESSAGE(inputs.has_value(), inputs.error().message);
  return std::move(*inputs);
}

Release make(signer::SigningBackend& backend) {
  test::MemoryFiles files = make_files();
  auto release = build(read(files), {.backend = backend, .created = {}, .progress = {}});
  REQUIRE_MESSAGE(release.has_value(), release.error().message);
  return std::move(*release);
}

// As a user of the library stores it.
test::MemoryFiles store(const Release& release) {
  test::MemoryFiles files;
  for (const File& file : release.files) files.contents["out/" + file.name] = file.bytes;
  return files;
}

Result<Verified> verify_stored(test::MemoryFiles& files, const signer::PublicKey& key) {
  return verify("out/release.json", files.contents["out/release.json"], files.contents["out/release.json.sig"],
                {&key, 1}, files);
}

TEST_CASE("Release: artefacts, then the signature, then release.json, which lists the artefacts") {
  signer::FileKeyBackend backend = make_backend();
  const Release release = make(backend);
  REQUIRE(release.files.size() == release.description.artefacts.size() + 2);
  for (std::size_t i = 0; i < release.description.artefacts.size(); ++i) {
    CHECK(release.files[i].name == release.description.artefacts[i].file);
    CHECK(release.files[i].bytes.size() == release.description.artefacts[i].digest.size_bytes);
  }
  CHECK(release.files.front().name == "app-1.0.0.signed.bin");
  CHECK(release.files[release.files.size() - 2].name == "release.json.sig");
  CHECK(release.files.back().name == "release.json");
}

TEST_CASE("Release: the same inputs and key give the same bytes") {
  signer::FileKeyBackend backend = make_backend();
  const Release first = make(backend);
  const Release second = make(backend);
  REQUIRE(first.files.size() == second.files.size());
  for (std::size_t i = 0; i < first.files.size(); ++i) CHECK(first.files[i].bytes == second.files[i].bytes);
}

TEST_CASE("Release: what was built verifies, and files that are absent are counted") {
  signer::FileKeyBackend backend = make_backend();
  test::MemoryFiles files = store(make(backend));
  auto verified = verify_stored(files, backend.public_key());
  REQUIRE_MESSAGE(verified.has_value(), verified.error().message);
  CHECK(verified->description.name == "app");
  CHECK(verified->missing == 0);

  files.contents.erase("out/app-1.0.0.signed.bin");
  verified = verify_stored(files, backend.public_key());
  REQUIRE(verified.has_value());
  CHECK(verified->missing == 1);
}

TEST_CASE("Release: a changed file is kDigest, a changed release.json is kSignature") {
  signer::FileKeyBackend backend = make_backend();
  test::MemoryFiles files = store(make(backend));
  files.contents["out/app-1.0.0.signed.bin"].back() ^= 1;
  auto verified = verify_stored(files, backend.public_key());
  REQUIRE_FALSE(verified.has_value());
  CHECK(verified.error().code == ErrorCode::kDigest);

  files.contents["out/release.json"].back() ^= 1;
  verified = verify_stored(files, backend.public_key());
  REQUIRE_FALSE(verified.has_value());
  CHECK(verified.error().code == ErrorCode::kSignature);
}

TEST_CASE("Release: progress names the artefact that it is of") {
  signer::FileKeyBackend backend = make_backend();
  test::MemoryFiles files = make_files();
  std::vector<std::string> named;
  const auto progress = [&](const std::string& artefact) {
    named.push_back(artefact);  // from one thread: a single package is compressed
    return host::Progress();
  };
  Inputs inputs = read(files);
  inputs.manifest.packages = {manifests::PackageKind::kCompressed};
  REQUIRE(build(inputs, {.backend = backend, .created = {}, .progress = progress}).has_value());
  CHECK(named == std::vector<std::string>{"app-1.0.0-compressed.sbpkg"});
}

TEST_CASE("Release: an input that cannot be read is named") {
  test::MemoryFiles files = make_files();
  files.contents.erase("in/app.bin");
  const auto inputs = read_inputs("in/manifest.json", files);
  REQUIRE_FALSE(inputs.has_value());
  CHECK(inputs.error().code == ErrorCode::kIo);
  CHECK(inputs.error().message == "in/app.bin: not here");
}

}  // namespace
}  // namespace switchback::release
