// The library's access to files from the command line.
#pragma once

#include "release/files.h"

namespace switchback::cli {

class InputFiles final : public release::Files {
 public:
  // Without `has_folder` no other file exists beside the first: it comes from standard input.
  explicit InputFiles(bool has_folder = true) : has_folder_(has_folder) {}

  Result<std::vector<std::uint8_t>> read(const std::string& path) override;
  bool exists(const std::string& path) override;
  std::string name(const std::string& path) const override;

 private:
  bool has_folder_;
};

}  // namespace switchback::cli
