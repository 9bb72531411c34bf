// release.json is canonical: these facts give exactly the bytes of
// manifests/samples/release/blinky-1.1.0.json, on every machine and in every order of construction.
#include "manifests/release/release.h"

#include <doctest/doctest.h>

#include "host/text.h"
#include "tests/support/file.h"

namespace switchback::manifests {
namespace {

FileDigest digest(std::uint32_t size_bytes, std::uint8_t fill) {
  FileDigest digest{size_bytes, {}};
  digest.sha256.fill(fill);
  return digest;
}

Artefact image() {
  Artefact artefact;
  artefact.file = "blinky-1.1.0.bin";
  artefact.kind = ArtefactKind::kImage;
  artefact.digest = digest(20480, 0x10);
  artefact.target = artefact.digest;
  artefact.erases = {20, 40, 0};
  return artefact;
}

Artefact full() {
  Artefact artefact = image();
  artefact.file = "blinky-1.1.0-full.sbpkg";
  artefact.kind = ArtefactKind::kFull;
  artefact.digest = digest(20700, 0x20);
  artefact.decoder_ram_bytes = 384;
  artefact.erases = {20, 61, 0};
  return artefact;
}

Artefact compressed() {
  Artefact artefact = full();
  artefact.file = "blinky-1.1.0-compressed.sbpkg";
  artefact.kind = ArtefactKind::kCompressed;
  artefact.digest = digest(11000, 0x30);
  artefact.codec = wire::Codec::kDeflate;
  artefact.window_bits = 10;
  artefact.decoder_ram_bytes = 8960;
  artefact.erases = {20, 51, 0};
  return artefact;
}

Artefact delta() {
  Artefact artefact = compressed();
  artefact.file = "blinky-1.1.0-from-1.0.0.sbpkg";
  artefact.kind = ArtefactKind::kDelta;
  artefact.digest = digest(812, 0x40);
  artefact.base = ReleaseBase{"blinky-1.0.0.bin", {1, 0, 0, 0}, digest(20384, 0x50), digest(20236, 0x60)};
  artefact.decoder_ram_bytes = 9216;
  artefact.erases = {20, 41, 0};
  return artefact;
}

Release blinky() {
  Release release;
  release.name = "blinky";
  release.version = {1, 1, 0, 0};
  release.security_counter = 1;
  release.dependencies = {{0, {1, 0, 0, 0}}};
  release.profile = "nrf51";
  release.vendor_id = host::parse_uuid("8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e04");
  release.class_id = host::parse_uuid("1d2c8a5e-7b40-5f6a-8c21-b6e0f4d35a17");
  release.key_ids.push_back(digest(0, 0xab).sha256);
  release.artefacts = {image(), full(), compressed(), delta()};
  release.created = 1714564800;
  return release;
}

}  // namespace

TEST_CASE("Release: the same facts give the committed bytes") {
  CHECK(write_release(blinky()) == test::read_text("manifests/samples/release/blinky-1.1.0.json"));
}

TEST_CASE("Release: what was written reads back the same") {
  const auto release = read_release(write_release(blinky()));
  REQUIRE_MESSAGE(release.has_value(), release.error().message);
  CHECK(release->artefacts == blinky().artefacts);
  CHECK(release->created == 1714564800);
  CHECK(write_release(*release) == write_release(blinky()));
}

TEST_CASE("Release: no time is written unless one is given") {
  Release release = blinky();
  release.created.reset();
  CHECK(write_release(release).find("created") == std::string::npos);
}

}  // namespace switchback::manifests
