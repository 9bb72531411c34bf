// Reads the files and makes every check that needs no packing or signing.
#include "release/inputs.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "host/text.h"
#include "release/firmware.h"
#include "verifier/verify.h"

namespace switchback::release {
namespace {

Error in_file(const Files& files, const std::string& file, const Error& error) {
  return {error.code, fmt::format("{}: {}", files.name(file), error.message)};
}

// Reads the payload for slot `index`, and checks that it was linked for its address.
Result<void> read_payload(Inputs& inputs, Files& files, const std::string& file, std::size_t index,
                          bool checks_vectors) {
  const manifests::BuildManifest& manifest = inputs.manifest;
  packer::PayloadRules rules;
  rules.erased_value = inputs.profile.erased_value;
  rules.format = packer::input_format_from_name(manifest.input_format.value_or(""));
  if (const auto& wanted = manifest.input_range) rules.range = {wanted->address, wanted->size_bytes};
  rules.header_size_bytes = *manifest.header_size_bytes;
  rules.slot_address = inputs.profile.slots[index].address;
  rules.checks_vectors = checks_vectors && manifest.vector_check;
  rules.vectors = {inputs.profile.core, inputs.profile.ram};
  auto payload = read_firmware(files, file, rules);
  if (!payload) return tl::make_unexpected(payload.error());
  inputs.firmware.push_back(std::move(payload->bytes));
  inputs.sources.push_back({file, payload->format, payload->used_header_room});
  return {};
}

// Checks that a base is whole, undamaged and for this device. Does not check its signature, which
// an older key may have made.
Result<Base> read_base(const Inputs& inputs, const manifests::BaseImage& wanted, Files& files,
                       const std::string& file) {
  auto content = files.read(file);
  if (!content) return tl::make_unexpected(content.error());
  verifier::Options how;
  how.as = verifier::Kind::kImage;
  how.trust = verifier::Trust::kDigestOnly;
  if (inputs.manifest.vendor_id) how.device.vendor_id = &*inputs.manifest.vendor_id;
  if (inputs.manifest.class_id) how.device.class_id = &*inputs.manifest.class_id;
  const verifier::Verdict verdict = verifier::verify_file(*content, {}, how);
  if (verdict.error) return fail(*verdict.error, fmt::format("{}: not usable as a base: {}", file, to_text(verdict)));
  if (wanted.version && *wanted.version != verdict.facts.header.version) {
    return fail(ErrorCode::kWrongBase,
                fmt::format("{}: expected version {} as in the manifest, found {}", file,
                            host::version_text(*wanted.version), host::version_text(verdict.facts.header.version)));
  }
  content->resize(verdict.facts.total_size_bytes);
  return Base{std::filesystem::path(file).filename().string(), std::move(*content), verdict.facts};
}

// Each base needs a version of its own; with strategy "ab", a pair of version and slot.
Result<void> check_distinct(const std::vector<Base>& bases) {
  for (std::size_t i = 0; i < bases.size(); ++i) {
    for (std::size_t j = i + 1; j < bases.size(); ++j) {
      if (bases[i].facts.header.version != bases[j].facts.header.version ||
          bases[i].facts.header.load_address != bases[j].facts.header.load_address) {
        continue;
      }
      return fail(ErrorCode::kManifest,
                  fmt::format("bases: expected one of each version, found {} twice: {} and {}",
                              host::version_text(bases[i].facts.header.version), bases[i].file, bases[j].file));
    }
  }
  return {};
}

Result<manifests::DeviceProfile> read_profile(Files& files, const std::string& file) {
  const auto content = files.read(file);
  if (!content) return tl::make_unexpected(content.error());
  auto profile = manifests::read_profile(host::as_text(*content));
  if (!profile) return tl::make_unexpected(in_file(files, file, profile.error()));
  return profile;
}

Result<Inputs> read_manifest_and_profile(const std::string& manifest_file, Files& files) {
  const auto content = files.read(manifest_file);
  if (!content) return tl::make_unexpected(content.error());
  auto manifest = manifests::read_manifest(host::as_text(*content));
  if (!manifest) return tl::make_unexpected(in_file(files, manifest_file, manifest.error()));
  auto profile = read_profile(files, manifests::beside(manifest_file, manifest->profile_file));
  if (!profile) return tl::make_unexpected(profile.error());

  Inputs inputs;
  inputs.packages_are_defaults = !manifest->packages.has_value();
  inputs.profile = std::move(*profile);
  auto complete = manifests::apply_profile(std::move(*manifest), inputs.profile);
  if (!complete) return tl::make_unexpected(in_file(files, manifest_file, complete.error()));
  inputs.manifest = std::move(*complete);
  return inputs;
}

}  // namespace

Result<Inputs> read_inputs(const std::string& manifest_file, Files& files, bool checks_vectors) {
  auto inputs = read_manifest_and_profile(manifest_file, files);
  if (!inputs) return inputs;
  for (std::size_t i = 0; i < inputs->manifest.inputs.size(); ++i) {
    const std::string file = manifests::beside(manifest_file, inputs->manifest.inputs[i]);
    if (auto read = read_payload(*inputs, files, file, i, checks_vectors); !read) {
      return tl::make_unexpected(read.error());
    }
  }
  for (const manifests::BaseImage& wanted : inputs->manifest.bases) {
    auto base = read_base(*inputs, wanted, files, manifests::beside(manifest_file, wanted.file));
    if (!base) return tl::make_unexpected(base.error());
    inputs->bases.push_back(std::move(*base));
  }
  if (const auto distinct = check_distinct(inputs->bases); !distinct) return tl::make_unexpected(distinct.error());
  return inputs;
}

}  // namespace switchback::release
