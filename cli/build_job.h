// From a manifest to every file of a release, in memory; nothing is written here.
#pragma once

#include <string>
#include <vector>

#include "cli/progress.h"
#include "manifests/manifest.h"
#include "manifests/release.h"
#include "packer/input.h"
#include "signer/backend.h"

namespace switchback::cli {

struct BuiltFile {
  manifests::Artefact artefact;
  std::vector<std::uint8_t> bytes;
};

// A signed image in the field, without what may follow its TLVs.
struct BuildBase {
  std::string file;  // its name without folders
  std::vector<std::uint8_t> bytes;
  wire::ImageFacts facts;
};

// How a firmware file was read.
struct FirmwareSource {
  std::string file;
  packer::InputFormat format = packer::InputFormat::kBinary;
  bool used_header_room = false;
};

// What a build works from: everything is read and checked.
struct BuildInputs {
  manifests::BuildManifest manifest;  // with the profile's defaults
  manifests::DeviceProfile profile;
  bool packages_are_defaults = false;  // the manifest asks for none in particular: what does not fit is left out
  std::vector<std::vector<std::uint8_t>> firmware;  // payloads, one for each slot that images are linked for
  std::vector<FirmwareSource> sources;              // of each payload
  std::vector<BuildBase> bases;
};

// Reads `manifest_file`, its profile, firmware and bases. Without `checks_vectors`, firmware's first words are not
// looked at, whatever the manifest says. Returns:
//   kIo
//   kManifest
//   kFormat
//   kIncompatible  firmware linked for another address, vectors that cannot start, a base of another device
//   kDigest        a damaged base
//   kWrongBase     a base of another version
Result<BuildInputs> read_build(const std::string& manifest_file, bool checks_vectors);

struct BuildResult {
  std::vector<BuiltFile> files;       // images first
  std::vector<std::string> left_out;  // why a default package was not made
};

// Makes and signs images and packages, and verifies each as a device of the profile will. kTooBig (does not fit the
// device); errors of packer and signer; kInternal (an artefact does not verify).
Result<BuildResult> make_artefacts(const BuildInputs& inputs, signer::SigningBackend& backend, ProgressLine& progress);

// release.json's content for what was built. kUsage: SOURCE_DATE_EPOCH is no number.
Result<manifests::Release> describe_release(const BuildInputs& inputs, const std::vector<BuiltFile>& files,
                                            const signer::PublicKey& key);

}  // namespace switchback::cli
