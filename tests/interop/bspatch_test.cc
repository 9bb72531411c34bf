// Our BSDIFF40 patches, applied by Debian's bspatch.
#include <doctest/doctest.h>

#include "packer/delta/bsdiff40.h"
#include "packer/delta/delta.h"
#include "tests/support/scratch.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;

void check_applied(const Buffer& base, const Buffer& target) {
  const auto records = find_delta(base, target);
  REQUIRE(records.has_value());
  const auto patch = encode_bsdiff40(base, target, *records);
  REQUIRE(patch.has_value());
  const test::Scratch scratch;
  scratch.write("old", base);
  scratch.write("patch", *patch);
  scratch.run("bspatch old new patch");
  CHECK(scratch.bytes("new") == target);
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
