// Compiled with each generator: core's and those of core/variants.
#include "core/crypto/p256/generator.h"

#include <doctest/doctest.h>

#include "tests/support/p256/known_answers.h"

namespace switchback::crypto::p256 {
namespace {

using namespace testing;

TEST_CASE("Generator: its table is the comb of G") {
  const unsigned teeth = kBits / kGenerator.columns;
  CHECK(teeth == SWITCHBACK_GENERATOR_TEETH);
  CHECK(teeth * kGenerator.columns == kBits);
  const OwnedComb comb(generator(), teeth);
  CHECK(kGenerator.first == comb.table()[0]);
  for (std::size_t i = 1; i < comb.table().size(); ++i) CHECK(kGenerator.others[i - 1] == comb.table()[i]);
}

}  // namespace
}  // namespace switchback::crypto::p256
