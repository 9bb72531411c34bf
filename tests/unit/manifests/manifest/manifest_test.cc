// Build manifests: the samples, the profile's defaults, and every refusal.
#include "manifests/manifest/manifest.h"

#include <doctest/doctest.h>

#include <string>

#include "host/text.h"
#include "tests/unit/manifests/edit.h"

namespace switchback::manifests {
namespace {

using test::check_refused;
using test::edit;

std::string sample(const std::string& name) { return test::read_text("manifests/samples/" + name + ".json"); }

DeviceProfile profile(const std::string& name) {
  const auto profile = read_profile(sample("profiles/" + name));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  return *profile;
}

// The nRF51 with another decoder.
DeviceProfile nrf51_with(std::uint8_t max_window_bits, bool has_patch) {
  DeviceProfile device = profile("nrf51");
  device.max_window_bits = max_window_bits;
  device.has_patch = has_patch;
  return device;
}

BuildManifest manifest(const std::string& name) {
  const auto manifest = read_manifest(sample(name));
  REQUIRE_MESSAGE(manifest.has_value(), manifest.error().message);
  return *manifest;
}

void check_edit(const std::string& from, const std::string& to, const std::string& message) {
  check_refused(read_manifest(edit(sample("sensor-ab"), from, to)), message);
}

}  // namespace

TEST_CASE("Manifest: the small sample reads as it stands") {
  const BuildManifest blinky = manifest("blinky");
  CHECK(blinky.name == "blinky");
  CHECK(blinky.version == wire::Version{1, 1, 0, 0});
  CHECK(blinky.profile_file == "profiles/nrf51.json");
  CHECK(blinky.inputs.size() == 1);
  CHECK(blinky.security_counter == 1);
  CHECK_FALSE(blinky.has_automatic_counter);
  REQUIRE(blinky.bases.size() == 1);
  CHECK(blinky.bases[0].version == wire::Version{1, 0, 0, 0});
  CHECK_FALSE(blinky.header_size_bytes.has_value());
  CHECK_FALSE(blinky.packages.has_value());
}

TEST_CASE("Manifest: the A/B sample, with every field, reads as it stands") {
  const BuildManifest sensor = manifest("sensor-ab");
  CHECK(sensor.version == wire::Version{2, 4, 0, 117});
  CHECK(sensor.inputs == std::vector<std::string>{"sensor-2.4.0-slot0.hex", "sensor-2.4.0-slot1.hex"});
  CHECK(sensor.input_format == "hex");
  CHECK(sensor.header_size_bytes == 512);
  CHECK(sensor.security_counter == 12);
  REQUIRE(sensor.dependencies.size() == 1);
  CHECK(sensor.dependencies[0].image_id == 0);
  CHECK(sensor.dependencies[0].minimum == wire::Version{2, 3, 0, 0});
  CHECK(sensor.class_id.has_value());
  CHECK(sensor.key_file == "release.pem");
  REQUIRE(sensor.bases.size() == 2);
  CHECK_FALSE(sensor.bases[1].version.has_value());
  CHECK(sensor.packages == std::vector<PackageKind>{PackageKind::kFull, PackageKind::kCompressed, PackageKind::kDelta});
  CHECK(sensor.delta_codec == wire::Codec::kDeflate);
  CHECK(sensor.window_bits == 12);
}

TEST_CASE("Manifest: how firmware is read, and whether its vectors are checked") {
  for (const std::string format : {"bin", "hex", "elf", "srec", "uf2"}) {
    const auto sensor =
        read_manifest(edit(sample("sensor-ab"), "\"input_format\": \"hex\"", "\"input_format\": \"" + format + "\""));
    REQUIRE(sensor.has_value());
    CHECK(sensor->input_format == format);
    CHECK(sensor->vector_check);
  }
  const auto unchecked =
      read_manifest(edit(sample("sensor-ab"), "\"input_format\": \"hex\"", "\"vector_check\": false"));
  REQUIRE(unchecked.has_value());
  CHECK_FALSE(unchecked->vector_check);
}

TEST_CASE("Manifest: what it leaves out comes from the profile") {
  const auto complete = apply_profile(manifest("blinky"), profile("nrf51"));
  REQUIRE_MESSAGE(complete.has_value(), complete.error().message);
  CHECK(complete->header_size_bytes == 256);
  CHECK(complete->vendor_id == profile("nrf51").vendor_id);
  CHECK(complete->class_id == profile("nrf51").class_id);
  CHECK(complete->packages ==
        std::vector<PackageKind>{PackageKind::kFull, PackageKind::kCompressed, PackageKind::kDelta});
  CHECK(complete->compressed_codec == wire::Codec::kPatch);
  CHECK(complete->delta_codec == wire::Codec::kPatch);
  CHECK(complete->window_bits == 0);
}

TEST_CASE("Manifest: where there are no patches packages are deflated with the largest window") {
  const auto complete = apply_profile(manifest("blinky"), nrf51_with(10, false));
  REQUIRE_MESSAGE(complete.has_value(), complete.error().message);
  CHECK(complete->compressed_codec == wire::Codec::kDeflate);
  CHECK(complete->delta_codec == wire::Codec::kDeflate);
  CHECK(complete->window_bits == 10);
}

TEST_CASE("Manifest: by default only packages that make sense are made") {
  BuildManifest without_bases = manifest("blinky");
  without_bases.bases.clear();
  CHECK(apply_profile(without_bases, profile("nrf51"))->packages ==
        std::vector<PackageKind>{PackageKind::kFull, PackageKind::kCompressed});
  const auto complete = apply_profile(manifest("blinky"), nrf51_with(0, false));
  CHECK(complete->packages == std::vector<PackageKind>{PackageKind::kFull});
  CHECK(complete->window_bits == 0);
}

TEST_CASE("Manifest: what it says itself wins over the profile") {
  const auto complete = apply_profile(manifest("sensor-ab"), profile("nrf52840-ab"));
  REQUIRE_MESSAGE(complete.has_value(), complete.error().message);
  CHECK(complete->window_bits == 12);
  CHECK(complete->vendor_id == profile("nrf52840-ab").vendor_id);
}

TEST_CASE("Manifest: inputs must suit the strategy") {
  check_refused(apply_profile(manifest("blinky"), profile("nrf52840-ab")),
                "inputs: expected slot0 and slot1, because profile nrf52840-ab has strategy \"ab\", found one input");
  BuildManifest sensor = manifest("sensor-ab");
  sensor.class_id.reset();
  sensor.window_bits.reset();
  check_refused(apply_profile(sensor, nrf51_with(10, false)),
                "inputs: expected one input, because profile nrf51 has strategy \"swap\", found two");
}

TEST_CASE("Manifest: ids that are not the device's are refused") {
  BuildManifest blinky = manifest("blinky");
  blinky.vendor_id = host::parse_uuid("00000000-0000-0000-0000-000000000001");
  blinky.class_id = blinky.vendor_id;
  check_refused(apply_profile(blinky, profile("nrf51")),
                "vendor_id: expected 8f6cbb34-5a3e-5d0c-9b7e-2f3d6c1a9e04, as in the profile, found "
                "00000000-0000-0000-0000-000000000001\n"
                "class_id: expected 1d2c8a5e-7b40-5f6a-8c21-b6e0f4d35a17, as in the profile, found "
                "00000000-0000-0000-0000-000000000001");
}

TEST_CASE("Manifest: a dependency on an image that no device has is refused") {
  BuildManifest blinky = manifest("blinky");
  blinky.dependencies = {{0, {1, 0, 0, 0}}, {1, {1, 2, 0, 0}}};
  check_refused(apply_profile(blinky, profile("nrf51")),
                "dependencies[1].image: expected 0 (a device holds no other image), found 1");
  blinky.dependencies.pop_back();
  CHECK(apply_profile(blinky, profile("nrf51")).has_value());
}

TEST_CASE("Manifest: whether the counter follows the version is remembered") {
  CHECK_FALSE(manifest("blinky").has_automatic_counter);
  const auto automatic =
      read_manifest(edit(sample("blinky"), "\"security_counter\": 1", "\"security_counter\": \"auto\""));
  REQUIRE_MESSAGE(automatic.has_value(), automatic.error().message);
  CHECK(automatic->has_automatic_counter);
  CHECK(automatic->security_counter == 0x01010000);
}

TEST_CASE("Manifest: codecs and windows that the device lacks are refused") {
  BuildManifest blinky = manifest("blinky");
  blinky.window_bits = 11;
  check_refused(apply_profile(blinky, nrf51_with(10, false)),
                "window_bits: expected at most 10 (decoder.max_window_bits of profile nrf51), found 11");
  blinky.window_bits.reset();
  blinky.delta_codec = wire::Codec::kDeflate;
  blinky.packages = {PackageKind::kCompressed};
  check_refused(apply_profile(blinky, nrf51_with(0, false)),
                "delta_codec: expected none, because profile nrf51 has no deflate, found deflate\n"
                "packages: expected no \"compressed\", because profile nrf51 has neither deflate nor patch, found "
                "\"compressed\"");
}

TEST_CASE("Manifest: deltas that the device cannot undo are refused") {
  BuildManifest blinky = manifest("blinky");
  blinky.packages = {PackageKind::kDelta};
  check_refused(
      apply_profile(blinky, nrf51_with(0, false)),
      "packages: expected no \"delta\", because profile nrf51 has neither deflate nor patch, found \"delta\"");
  blinky.delta_codec = wire::Codec::kNone;
  check_refused(apply_profile(blinky, nrf51_with(0, true)),
                "delta_codec: expected patch, because profile nrf51 has no deflate, found none");
  CHECK(apply_profile(blinky, nrf51_with(10, false)).has_value());
}

TEST_CASE("Manifest: a device that applies patches gets them, unless the manifest says otherwise") {
  const DeviceProfile patching = nrf51_with(10, true);
  BuildManifest blinky = manifest("blinky");
  auto taken = apply_profile(blinky, patching);
  REQUIRE(taken);
  CHECK(taken->compressed_codec == wire::Codec::kPatch);
  CHECK(taken->delta_codec == wire::Codec::kPatch);
  blinky.compressed_codec = wire::Codec::kDeflate;
  blinky.delta_codec = wire::Codec::kNone;
  taken = apply_profile(blinky, patching);
  REQUIRE(taken);
  CHECK(taken->compressed_codec == wire::Codec::kDeflate);
  CHECK(taken->delta_codec == wire::Codec::kNone);
}

TEST_CASE("Manifest: a patch for a device that applies none is refused") {
  BuildManifest blinky = manifest("blinky");
  blinky.compressed_codec = wire::Codec::kPatch;
  blinky.delta_codec = wire::Codec::kPatch;
  check_refused(apply_profile(blinky, nrf51_with(10, false)),
                "compressed_codec: expected none or deflate, because profile nrf51 has no patch, found patch\n"
                "delta_codec: expected none or deflate, because profile nrf51 has no patch, found patch");
}

TEST_CASE("Manifest: deltas without a base are refused") {
  BuildManifest blinky = manifest("blinky");
  blinky.bases.clear();
  blinky.packages = {PackageKind::kDelta};
  check_refused(apply_profile(blinky, profile("nrf51")),
                "bases: expected at least one base for packages of kind \"delta\", found none");
}

TEST_CASE("Manifest: fields that are wrong are refused by path") {
  check_edit(
      "\"version\": \"2.4.0+117\"", "\"version\": \"2.4\"",
      "version: expected a version like \"1.2.3\" or \"1.2.3+4\" (at most 255.255.65535+4294967295), found \"2.4\"");
  check_edit("\"input_format\": \"hex\"", "\"input_format\": \"s19\"",
             "input_format: expected bin, hex, elf, srec or uf2, found \"s19\"");
  check_edit("\"header_size\": \"0x200\"", "\"header_size\": 500", "header_size: expected a power of two, found 500");
  check_edit("\"header_size\": \"0x200\"", "\"header_size\": 65536",
             "header_size: expected an integer (or \"0x...\") from 32 to 32768, found 65536");
  check_edit("\"security_counter\": 12", "\"security_counter\": \"automatic\"",
             "security_counter: expected an integer (or \"0x...\") from 0 to 4294967295, found \"automatic\"");
  check_edit("\"image\": 0", "\"image\": 256",
             "dependencies[0].image: expected an integer (or \"0x...\") from 0 to 255, found 256");
  check_edit("{ \"image\": 0, \"version\": \"2.3.0\" }",
             "{ \"image\": 0, \"version\": \"2.3.0\" }, { \"image\": 0, \"version\": \"2.3.1\" }",
             "dependencies[1].image: expected every image once, found 0 again");
  check_edit("[\"full\", \"compressed\", \"delta\"]", "[\"full\", \"full\"]",
             "packages[1]: expected every word once, found it again");
  check_edit("[\"full\", \"compressed\", \"delta\"]", "[]",
             "packages: expected an array of 1 to 3, found an array of 0");
  check_edit("[\"full\", \"compressed\", \"delta\"]", "[\"patch\"]",
             "packages[0]: expected full, compressed or delta, found \"patch\"");
  check_edit("\"window_bits\": 12", "\"window_bits\": 16",
             "window_bits: expected an integer (or \"0x...\") from 9 to 15, found 16");
  check_edit("{ \"file\": \"sensor-2.3.1-slot1.bin\" }", "{ \"file\": \"sensor-2.3.1-slot0.bin\" }",
             "bases[1].file: expected every base once, found sensor-2.3.1-slot0.bin again");
  check_edit("{ \"file\": \"sensor-2.3.1-slot1.bin\" }", "\"x\"", "bases[1]: expected an object, found \"x\"");
  check_edit("\"key\": \"release.pem\"", "\"key\": \"\"", "key: expected 1 to 4096 characters of text, found \"\"");
  check_edit("\"key\": \"release.pem\"", "\"key\": \"a\\u0000b\"",
             "key: expected 1 to 4096 characters of text, found \"a\\u0000b\"");
}

TEST_CASE("Manifest: an input range is an area, and by default there is none") {
  CHECK_FALSE(manifest("sensor-ab").input_range.has_value());
  const std::string format = "\"input_format\": \"hex\"";
  const auto ranged = read_manifest(
      edit(sample("sensor-ab"), format, format + R"(, "input_range": {"address": "0xa200", "size": 4096})"));
  REQUIRE_MESSAGE(ranged.has_value(), ranged.error().message);
  CHECK(ranged->input_range == Area{0xa200, 4096});
  check_edit(format, format + R"(, "input_range": {"address": 0, "size": 0})",
             "input_range.size: expected an integer (or \"0x...\") from 1 to 4294967295, found 0");
}

TEST_CASE("Manifest: input and inputs exclude each other, and one is needed") {
  check_edit("\"input_format\": \"hex\"", "\"input\": \"x.hex\"",
             "input: expected only one of input and inputs, found both");
  check_refused(read_manifest(R"({"format_version": 1, "name": "x", "version": "1.0.0", "profile": "p.json"})"),
                "input: expected a value, found no such field");
}

TEST_CASE("Manifest: paths start beside the manifest") {
  CHECK(beside("manifests/samples/blinky.json", "profiles/nrf51.json") == "manifests/samples/profiles/nrf51.json");
  CHECK(beside("manifests/samples/blinky.json", "../../release.pem") == "release.pem");
  CHECK(beside("blinky.json", "nrf51.json") == "nrf51.json");
  CHECK(beside("manifests/blinky.json", "/keys/release.pem") == "/keys/release.pem");
}

}  // namespace switchback::manifests
