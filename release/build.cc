#include "release/build.h"

#include <utility>

#include "release/artefacts.h"
#include "signer/signing/detached.h"

namespace switchback::release {
namespace {

manifests::Release describe(const Inputs& inputs, const Artefacts& artefacts, const Options& options) {
  manifests::Release release;
  release.name = inputs.manifest.name;
  release.version = inputs.manifest.version;
  release.security_counter = inputs.manifest.security_counter;
  release.dependencies = inputs.manifest.dependencies;
  release.profile = inputs.profile.name;
  release.vendor_id = inputs.manifest.vendor_id;
  release.class_id = inputs.manifest.class_id;
  release.key_ids = {options.backend.public_key().key_id()};
  for (const BuiltFile& file : artefacts.files) release.artefacts.push_back(file.artefact);
  release.created = options.created;
  return release;
}

}  // namespace

Result<Release> build(const Inputs& inputs, const Options& options) {
  auto artefacts = make_artefacts(inputs, options);
  if (!artefacts) return tl::make_unexpected(artefacts.error());
  Release release;
  release.description = describe(inputs, *artefacts, options);
  for (BuiltFile& file : artefacts->files) release.files.push_back({file.artefact.file, std::move(file.bytes)});
  const std::string text = manifests::write_release(release.description);
  std::vector<std::uint8_t> bytes(text.begin(), text.end());
  auto signature = signer::sign_detached(options.backend, signer::Purpose::kRelease, bytes);
  if (!signature) return tl::make_unexpected(signature.error());
  release.files.push_back({"release.json.sig", std::move(*signature)});
  release.files.push_back({"release.json", std::move(bytes)});
  release.left_out = std::move(artefacts->left_out);
  return release;
}

}  // namespace switchback::release
