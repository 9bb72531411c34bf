// A temporary folder for a test that runs other programs; removed afterwards.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/file.h"

namespace switchback::test {

class Scratch {
 public:
  Scratch() {
    std::string path = (std::filesystem::temp_directory_path() / "switchback-test-XXXXXX").string();
    REQUIRE(mkdtemp(path.data()) != nullptr);
    directory_ = path;
  }
  ~Scratch() { std::filesystem::remove_all(directory_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // Runs a shell command in the folder.
  bool succeeds(const std::string& command) const {
    const std::string line = "cd '" + directory_.string() + "' && { " + command + "; } >>log 2>&1";
    return std::system(line.c_str()) == 0;  // NOLINT(bugprone-command-processor): fixed commands on our own files
  }
  void run(const std::string& command) const {
    CAPTURE(command);
    REQUIRE_MESSAGE(succeeds(command), text("log"));
  }

  std::vector<std::uint8_t> bytes(const std::string& name) const { return read_bytes(directory_ / name); }
  std::string text(const std::string& name) const { return read_text(directory_ / name); }
  template <class Bytes>
  void write(const std::string& name, const Bytes& content) const {
    std::ofstream file(directory_ / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    REQUIRE(file.good());
  }

 private:
  std::filesystem::path directory_;
};

}  // namespace switchback::test
