// core/variants/rebuild_full.cc in place of core/rebuild.cc.
#include <doctest/doctest.h>

#include "tests/unit/core/variants/packages.h"

namespace switchback::testing {

TEST_CASE("Rebuild without delta: full packages are rebuilt, compressed or not") {
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kNone) == Status::kOk);
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kDeflate) == Status::kOk);
}

TEST_CASE("Rebuild without delta: a delta is refused") {
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kNone) == Status::kPackageCodec);
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kDeflate) == Status::kPackageCodec);
}

TEST_CASE("Rebuild without delta: patches are refused") {
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kPatch) == Status::kPackageCodec);
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kPatch) == Status::kPackageCodec);
}

}  // namespace switchback::testing
