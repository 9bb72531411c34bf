// One power cut at every flash operation of every update with A/B, and a sample of second cuts.
#include <doctest/doctest.h>

#include "tests/campaign/run_strategy.h"

TEST_CASE("Campaign: with A/B no power cut bricks, and every update converges") {
  switchback::testing::run_strategy("ab:", false);
}
