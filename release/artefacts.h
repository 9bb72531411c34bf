// Makes the artefacts of a release: signed images and packages. Internal to release/.
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
  std::vector<std::string> left_out;  // reason for each default package that was not made
};

// Errors: those of build().
Result<Artefacts> make_artefacts(const Inputs& inputs, const Options& options);

}  // namespace switchback::release
