// Gives the release library access to the files that the command line names.
#pragma once

#include "release/files.h"

namespace switchback::cli {

class InputFiles final : public release::Files {
 public:
  // `has_folder` is false if the first file is standard input: then exists() is always false.
  explicit InputFiles(bool has_folder = true) : has_folder_(has_folder) {}

  Result<std::vector<std::uint8_t>> read(const std::string& path) override;
  bool exists(const std::string& path) override;
  std::string name(const std::string& path) const override;

 private:
  bool has_folder_;
};

}  // namespace switchback::cli
