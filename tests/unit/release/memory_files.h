// Files in memory, for a library that reads none itself.
#pragma once

#include <map>

#include "release/files.h"

namespace switchback::release::test {

class MemoryFiles final : public Files {
 public:
  void put(const std::string& path, std::string_view text) { contents[path] = {text.begin(), text.end()}; }

  Result<std::vector<std::uint8_t>> read(const std::string& path) override {
    if (const auto found = contents.find(path); found != contents.end()) return found->second;
    return fail(ErrorCode::kIo, path + ": not here");
  }
  bool exists(const std::string& path) override { return contents.count(path) != 0; }

  std::map<std::string, std::vector<std::uint8_t>> contents;
};

}  // namespace switchback::release::test
