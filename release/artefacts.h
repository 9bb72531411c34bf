// The artefacts of a release: images and packages, signed. Internal to release/*.cc.
#pragma once

#include <string>
#include <vector>

#include "release/build.h"

namespace switchback::release {

struct BuiltFile {
  manifests::Artefact artefact;
  std::vector<std::uint8_t> bytes;
};

struct Artefacts {
  std::vector<BuiltFile> files;       // images first
  std::vector<std::string> left_out;  // why a default package was not made
};

// Errors: those of build().
Result<Artefacts> make_artefacts(const Inputs& inputs, const Options& options);

}  // namespace switchback::release
