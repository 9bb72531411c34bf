// Builds a signed release in memory: images, packages, release.json and its signature.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/progress.h"
#include "manifests/release/release.h"
#include "release/inputs.h"
#include "signer/signing/backend.h"

namespace switchback::release {

struct Options {
  signer::SigningBackend& backend;  // borrowed
  // The time of the release in seconds since 1970, up to the year 9999. If it is unset,
  // release.json has no time, and the same inputs give the same bytes.
  std::optional<std::int64_t> created;
  // Returns the callback for the progress of the artefact with this name. Several threads may call
  // this function and its callbacks at once. May be empty.
  std::function<host::Progress(const std::string& artefact)> progress;
};

struct File {
  std::string name;  // beside release.json
  std::vector<std::uint8_t> bytes;
};

struct Release {
  manifests::Release description;  // release.json's content
  // The artefacts in the order of the description, images first; then release.json.sig and
  // release.json.
  std::vector<File> files;
  std::vector<std::string> left_out;  // reason for each default package that was not made
};

// Makes and signs all artefacts, and verifies each as a device of the profile will.
//   kTooBig: an artefact does not fit the device
//   others:  from packer and signer; or the verdict's class, if the verifier refuses an artefact
Result<Release> build(const Inputs& inputs, const Options& options);

}  // namespace switchback::release
