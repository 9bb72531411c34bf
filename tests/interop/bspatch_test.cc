// The patches that we write, applied by Debian's bspatch.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "packer/bsdiff40.h"
#include "packer/delta.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;
namespace fs = std::filesystem;

// A folder that goes with the test.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "bspatch-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Scratch() { fs::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

void write(const std::string& path, const Buffer& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.good());
}

Buffer read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void check_applied(const Buffer& base, const Buffer& target) {
  const auto records = find_delta(base, target);
  REQUIRE(records.has_value());
  const auto patch = encode_bsdiff40(base, target, *records);
  REQUIRE(patch.has_value());
  const Scratch scratch;
  write(scratch.file("old"), base);
  write(scratch.file("patch"), *patch);
  const std::string command =
      "bspatch " + scratch.file("old") + " " + scratch.file("new") + " " + scratch.file("patch");
  REQUIRE(std::system(command.c_str()) == 0);
  CHECK(read(scratch.file("new")) == target);
}

}  // namespace

TEST_CASE("bspatch: applies our patches between versions of code (property)") {
  for (std::uint32_t seed = 0; seed < 25; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Buffer base = testing::code_like(random, 1 + random() % 20000);
    check_applied(base, testing::next_version(random, base));
  }
}

TEST_CASE("bspatch: applies our patches where base or target is empty, equal, or far from the other") {
  Random random(1);
  const Buffer image = testing::code_like(random, 5000);
  check_applied(image, image);
  check_applied({}, image);
  check_applied({1}, image);
  check_applied(image, {});
  check_applied(image, Buffer(image.begin() + 2000, image.end()));  // first match not at the base's start
  check_applied(Buffer(3000, 0xff), Buffer(9000, 0xff));
}

}  // namespace switchback::packer
