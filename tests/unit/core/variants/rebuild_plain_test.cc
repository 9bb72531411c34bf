// core/variants/rebuild_plain.cc in place of core/rebuild.cc.
#include <doctest/doctest.h>

#include "tests/unit/core/variants/packages.h"

namespace switchback::testing {

TEST_CASE("Rebuild without stages: an uncompressed full package is rebuilt") {
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kNone) == Status::kOk);
}

TEST_CASE("Rebuild without stages: a compressed package is refused") {
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kDeflate) == Status::kPackageCodec);
}

TEST_CASE("Rebuild without stages: a delta is refused") {
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kNone) == Status::kPackageCodec);
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kDeflate) == Status::kPackageCodec);
}

}  // namespace switchback::testing
