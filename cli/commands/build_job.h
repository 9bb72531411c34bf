// Makes all files of a release in memory from a manifest. Writes nothing.
#pragma once

#include <string>
#include <vector>

#include "cli/progress.h"
#include "manifests/manifest/manifest.h"
#include "manifests/release/release.h"
#include "packer/input/input.h"
#include "signer/signing/backend.h"

namespace switchback::cli {

struct BuiltFile {
  manifests::Artefact artefact;
  std::vector<std::uint8_t> bytes;
};

// A signed image in the field, without any bytes after its TLVs.
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

// The inputs of a build, read and checked.
struct BuildInputs {
  manifests::BuildManifest manifest;  // with the profile's defaults
  manifests::DeviceProfile profile;
  // The manifest names no packages; those that do not fit are left out.
  bool packages_are_defaults = false;
  // Payloads: one, or with strategy "ab" one for each slot.
  std::vector<std::vector<std::uint8_t>> firmware;
  std::vector<FirmwareSource> sources;  // of each payload
  std::vector<BuildBase> bases;
};

// Reads `manifest_file`, its profile, firmware and bases. Without `checks_vectors`, vectors are not
// checked, whatever the manifest says.
//   kIo:           a file cannot be read
//   kManifest:     manifest or profile is invalid
//   kFormat:       firmware or a base is malformed
//   kIncompatible: firmware for another address, vectors that cannot start, a base for another
//                  device
//   kDigest:       a damaged base
//   kWrongBase:    a base of another version
Result<BuildInputs> read_build(const std::string& manifest_file, bool checks_vectors);

struct BuildResult {
  std::vector<BuiltFile> files;       // images first
  std::vector<std::string> left_out;  // why a default package was not made
};

// Makes and signs images and packages, and verifies each as a device of the profile does.
// kTooBig: an artefact does not fit the device. Further errors: those of packer and signer, and the
// class of a verdict that refuses an artefact.
Result<BuildResult> make_artefacts(const BuildInputs& inputs, signer::SigningBackend& backend, ProgressLine& progress);

// Returns release.json's content.
// kUsage: SOURCE_DATE_EPOCH is no number of seconds, or beyond the year 9999.
Result<manifests::Release> describe_release(const BuildInputs& inputs, const std::vector<BuiltFile>& files,
                                            const signer::PublicKey& key);

}  // namespace switchback::cli
