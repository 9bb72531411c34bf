// Reads build manifests and fills in the profile's defaults.
#include "manifests/manifest/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <filesystem>

#include "host/json_parse.h"
#include "host/json_reader.h"
#include "host/text.h"
#include "manifests/fields/json_dependencies.h"
#include "manifests/profile/json_area.h"

namespace switchback::manifests {
namespace {

using nlohmann::json;

constexpr host::Range kHeaderSize = {wire::kImageHeaderBytes, 32768};
constexpr host::Range kWindowBits = {9, 15};
constexpr host::Range kBases = {0, 64};

std::vector<std::string> read_inputs(host::ObjectReader& root, host::Problems& problems) {
  if (!root.has("inputs")) return {root.text("input")};
  if (root.has("input")) problems.add("input", "only one of input and inputs", "both");
  host::ObjectReader inputs = root.object("inputs");
  std::vector<std::string> files = {inputs.text("slot0"), inputs.text("slot1")};
  inputs.refuse_unknown();
  return files;
}

std::optional<std::string> read_input_format(host::ObjectReader& root) {
  if (!root.has("input_format")) return std::nullopt;
  return root.choice<std::string>("input_format",
                                  {{"bin", "bin"}, {"hex", "hex"}, {"elf", "elf"}, {"srec", "srec"}, {"uf2", "uf2"}});
}

std::optional<std::uint32_t> read_header_size(host::ObjectReader& root, host::Problems& problems) {
  const auto value = root.optional_number("header_size", kHeaderSize);
  if (!value) return std::nullopt;
  if (!std::has_single_bit(*value)) problems.add("header_size", "a power of two", fmt::format("{}", *value));
  return static_cast<std::uint32_t>(*value);
}

std::optional<std::uint32_t> read_counter(host::ObjectReader& root, const wire::Version& version) {
  if (!root.has("security_counter")) return std::nullopt;
  if (*root.find("security_counter") == "auto") return host::automatic_counter(version);
  return static_cast<std::uint32_t>(root.number("security_counter", host::kU32));
}

std::vector<BaseImage> read_bases(host::ObjectReader& root, host::Problems& problems) {
  std::vector<BaseImage> bases;
  if (!root.has("bases")) return bases;
  for (host::ObjectReader& reader : root.objects("bases", kBases)) {
    BaseImage base;
    base.file = reader.text("file");
    if (reader.has("version")) base.version = reader.version("version");
    reader.refuse_unknown();
    const bool again =
        std::any_of(bases.begin(), bases.end(), [&](const BaseImage& other) { return other.file == base.file; });
    if (again && !base.file.empty()) problems.add(reader.path_of("file"), "every base once", base.file + " again");
    bases.push_back(base);
  }
  return bases;
}

void read_packages(host::ObjectReader& root, BuildManifest& manifest) {
  const host::Words<PackageKind> kinds = {
      {"full", PackageKind::kFull}, {"compressed", PackageKind::kCompressed}, {"delta", PackageKind::kDelta}};
  if (root.has("packages")) manifest.packages = root.choices("packages", kinds);
  if (root.has("compressed_codec")) {
    manifest.compressed_codec =
        root.choice("compressed_codec",
                    host::Words<wire::Codec>{{"deflate", wire::Codec::kDeflate}, {"patch", wire::Codec::kPatch}});
  }
  const host::Words<wire::Codec> codecs = {
      {"none", wire::Codec::kNone}, {"deflate", wire::Codec::kDeflate}, {"patch", wire::Codec::kPatch}};
  if (root.has("delta_codec")) manifest.delta_codec = root.choice("delta_codec", codecs);
  if (const auto bits = root.optional_number("window_bits", kWindowBits))
    manifest.window_bits = static_cast<std::uint8_t>(*bits);
}

BuildManifest read_fields(host::ObjectReader root, host::Problems& problems) {
  BuildManifest manifest;
  root.read_preamble();
  manifest.name = root.plain_name("name");
  manifest.version = root.version("version");
  manifest.profile_file = root.text("profile");
  manifest.inputs = read_inputs(root, problems);
  manifest.input_format = read_input_format(root);
  if (root.has("input_range")) manifest.input_range = read_area(root.object("input_range"));
  manifest.vector_check = root.optional_flag("vector_check").value_or(true);
  manifest.header_size_bytes = read_header_size(root, problems);
  manifest.security_counter = read_counter(root, manifest.version);
  manifest.has_automatic_counter = root.has("security_counter") && *root.find("security_counter") == "auto";
  if (root.has("dependencies")) manifest.dependencies = read_dependencies(root, "dependencies");
  manifest.vendor_id = root.optional_uuid("vendor_id");
  manifest.class_id = root.optional_uuid("class_id");
  manifest.key_file = root.optional_text("key");
  manifest.bases = read_bases(root, problems);
  read_packages(root, manifest);
  root.refuse_unknown();
  return manifest;
}

void check_inputs(const BuildManifest& manifest, const DeviceProfile& profile, host::Problems& problems) {
  const bool ab = profile.strategy == Strategy::kAb;
  if (ab && manifest.inputs.size() != 2) {
    problems.add("inputs", fmt::format("slot0 and slot1, because profile {} has strategy \"ab\"", profile.name),
                 "one input");
  } else if (!ab && manifest.inputs.size() != 1) {
    problems.add("inputs", fmt::format("one input, because profile {} has strategy \"swap\"", profile.name), "two");
  }
}

// A device refuses artefacts with another id than its own, so a build must not make one.
void take_id(std::string_view path, std::optional<wire::Uuid>& id, const std::optional<wire::Uuid>& device,
             host::Problems& problems) {
  if (!id) id = device;
  if (device && *id != *device)
    problems.add(path, host::uuid_text(*device) + ", as in the profile", host::uuid_text(*id));
}

// A device holds one image, number 0. Every device refuses a dependency on another number.
void check_dependencies(const BuildManifest& manifest, host::Problems& problems) {
  for (std::size_t i = 0; i < manifest.dependencies.size(); ++i) {
    if (manifest.dependencies[i].image_id == 0) continue;
    problems.add(fmt::format("dependencies[{}].image", i), "0 (a device holds no other image)",
                 fmt::format("{}", manifest.dependencies[i].image_id));
  }
}

bool wants(const BuildManifest& manifest, PackageKind kind) {
  return std::find(manifest.packages->begin(), manifest.packages->end(), kind) != manifest.packages->end();
}

// The codec that gives the smallest packages for this device.
wire::Codec best_codec(const DeviceProfile& profile) {
  if (profile.has_patch) return wire::Codec::kPatch;
  return profile.max_window_bits != 0 ? wire::Codec::kDeflate : wire::Codec::kNone;
}

std::vector<PackageKind> sensible_packages(const BuildManifest& manifest, const DeviceProfile& profile) {
  std::vector<PackageKind> kinds = {PackageKind::kFull};
  if (best_codec(profile) != wire::Codec::kNone) kinds.push_back(PackageKind::kCompressed);
  if (best_codec(profile) != wire::Codec::kNone && !manifest.bases.empty()) kinds.push_back(PackageKind::kDelta);
  return kinds;
}

bool is_undone_by(wire::Codec codec, const DeviceProfile& profile) {
  if (codec == wire::Codec::kPatch) return profile.has_patch;
  return codec == wire::Codec::kNone || profile.max_window_bits != 0;
}

void check_codec(std::string_view path, wire::Codec codec, const DeviceProfile& profile, host::Problems& problems) {
  if (is_undone_by(codec, profile)) return;
  const bool is_patch = codec == wire::Codec::kPatch;
  problems.add(path,
               fmt::format("none{}, because profile {} has no {}",
                           profile.has_patch ? " or patch"
                           : is_patch        ? " or deflate"
                                             : "",
                           profile.name, is_patch ? "patch" : "deflate"),
               is_patch ? "patch" : "deflate");
}

// Deltas take a device with deflate or patches; delta streams (codec "none") take deflate.
void check_deltas(const BuildManifest& manifest, const DeviceProfile& profile, host::Problems& problems) {
  if (profile.max_window_bits != 0 || !wants(manifest, PackageKind::kDelta)) return;
  if (!profile.has_patch) {
    problems.add("packages",
                 fmt::format("no \"delta\", because profile {} has neither deflate nor patch", profile.name),
                 "\"delta\"");
  } else if (manifest.delta_codec == wire::Codec::kNone) {
    problems.add("delta_codec", fmt::format("patch, because profile {} has no deflate", profile.name), "none");
  }
}

void take_codecs(BuildManifest& manifest, const DeviceProfile& profile, host::Problems& problems) {
  const wire::Codec best = best_codec(profile);
  if (manifest.compressed_codec) check_codec("compressed_codec", *manifest.compressed_codec, profile, problems);
  if (manifest.delta_codec) check_codec("delta_codec", *manifest.delta_codec, profile, problems);
  if (best == wire::Codec::kNone && wants(manifest, PackageKind::kCompressed)) {
    problems.add("packages",
                 fmt::format("no \"compressed\", because profile {} has neither deflate nor patch", profile.name),
                 "\"compressed\"");
  }
  check_deltas(manifest, profile, problems);
  if (!manifest.compressed_codec) manifest.compressed_codec = best;
  if (!manifest.delta_codec) manifest.delta_codec = best;
  if (manifest.window_bits.value_or(0) > profile.max_window_bits) {
    problems.add(
        "window_bits",
        fmt::format("at most {} (decoder.max_window_bits of profile {})", profile.max_window_bits, profile.name),
        fmt::format("{}", *manifest.window_bits));
  }
  if (!manifest.window_bits) manifest.window_bits = profile.max_window_bits;
}

}  // namespace

Result<BuildManifest> read_manifest(std::string_view text) {
  const Result<json> value = host::parse_json(text);
  if (!value) return tl::make_unexpected(value.error());
  host::Problems problems;
  BuildManifest manifest = read_fields(host::ObjectReader(*value, "", problems), problems);
  if (problems.any()) return tl::make_unexpected(problems.error());
  return manifest;
}

Result<BuildManifest> apply_profile(BuildManifest manifest, const DeviceProfile& profile) {
  host::Problems problems;
  check_inputs(manifest, profile, problems);
  if (!manifest.header_size_bytes) manifest.header_size_bytes = profile.header_size_bytes;
  take_id("vendor_id", manifest.vendor_id, profile.vendor_id, problems);
  take_id("class_id", manifest.class_id, profile.class_id, problems);
  check_dependencies(manifest, problems);
  if (!manifest.packages) manifest.packages = sensible_packages(manifest, profile);
  if (wants(manifest, PackageKind::kDelta) && manifest.bases.empty()) {
    problems.add("bases", "at least one base for packages of kind \"delta\"", "none");
  }
  take_codecs(manifest, profile, problems);
  if (problems.any()) return tl::make_unexpected(problems.error());
  return manifest;
}

std::string beside(std::string_view manifest_file, std::string_view file) {
  return (std::filesystem::path(manifest_file).parent_path() / file).lexically_normal().string();
}

}  // namespace switchback::manifests
