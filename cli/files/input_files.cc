#include "cli/files/input_files.h"

#include <filesystem>

#include "cli/files/files.h"

namespace switchback::cli {

Result<std::vector<std::uint8_t>> InputFiles::read(const std::string& path) { return read_input(path); }

bool InputFiles::exists(const std::string& path) {
  std::error_code ignored;
  return has_folder_ && std::filesystem::exists(path, ignored);
}

std::string InputFiles::name(const std::string& path) const { return input_name(path); }

}  // namespace switchback::cli
