// The inputs of a build: a manifest, and the files that it names.
#pragma once

#include <string>
#include <vector>

#include "manifests/manifest/manifest.h"
#include "packer/input/input.h"
#include "release/files.h"

namespace switchback::release {

// A signed image in the field, without any bytes after its TLVs.
struct Base {
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
struct Inputs {
  manifests::BuildManifest manifest;  // with the profile's defaults
  manifests::DeviceProfile profile;
  // true: the manifest names no packages; default packages that do not fit are left out.
  bool packages_are_defaults = false;
  // Payloads: one, or with strategy "ab" one for each slot.
  std::vector<std::vector<std::uint8_t>> firmware;
  std::vector<FirmwareSource> sources;  // of each payload
  std::vector<Base> bases;
};

// Reads the manifest at `manifest_file`, its profile, firmware and bases. Without `checks_vectors`,
// vectors are not checked, whatever the manifest says.
//   kIo:           a file cannot be read
//   kManifest:     manifest or profile is invalid
//   kFormat:       firmware or a base is malformed
//   kIncompatible: firmware for another address, vectors that cannot start, a base for another
//                  device
//   kDigest:       a damaged base
//   kWrongBase:    a base of another version
Result<Inputs> read_inputs(const std::string& manifest_file, Files& files, bool checks_vectors = true);

}  // namespace switchback::release
