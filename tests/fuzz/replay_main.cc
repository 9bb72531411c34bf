// Runs a fuzz target over files, without libFuzzer: every file of the given folders, in order of
// name.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// Also every prefix and every changed byte, which costs nothing for inputs as small as the
// corpus's.
std::size_t replay(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::vector<std::uint8_t> input{std::istreambuf_iterator<char>(stream), {}};
  std::fprintf(stderr, "%s (%zu bytes)\n", file.c_str(), input.size());
  std::size_t runs = 0;
  for (std::size_t size = 0; size <= input.size(); ++size, ++runs) LLVMFuzzerTestOneInput(input.data(), size);
  for (std::uint8_t& byte : input) {
    for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
      byte = static_cast<std::uint8_t>(byte ^ change);
      LLVMFuzzerTestOneInput(input.data(), input.size());
      byte = static_cast<std::uint8_t>(byte ^ change);
      ++runs;
    }
  }
  return runs;
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::size_t files = 0, runs = 0;
  for (int i = 1; i < argument_count; ++i) {
    for (const fs::path& file : files_in(arguments[i])) {
      runs += replay(file);
      ++files;
    }
  }
  std::printf("%zu files, %zu runs\n", files, runs);
  return files == 0 ? 1 : 0;  // a replay of nothing is no test
}
