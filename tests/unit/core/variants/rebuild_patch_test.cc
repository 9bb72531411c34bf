// core/variants/rebuild_patch.cc in place of core/rebuild.cc.
#include <doctest/doctest.h>

#include "tests/unit/core/variants/packages.h"

namespace switchback::testing {

TEST_CASE("Rebuild with patches alone: they are applied, from a base and from nothing, and plain packages are copied") {
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kPatch) == Status::kOk);
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kPatch) == Status::kOk);
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kNone) == Status::kOk);
}

TEST_CASE("Rebuild with patches alone: deflate and delta streams are refused") {
  CHECK(rebuild_package(wire::PayloadKind::kFull, wire::Codec::kDeflate) == Status::kPackageCodec);
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kNone) == Status::kPackageCodec);
  CHECK(rebuild_package(wire::PayloadKind::kDelta, wire::Codec::kDeflate) == Status::kPackageCodec);
}

}  // namespace switchback::testing
