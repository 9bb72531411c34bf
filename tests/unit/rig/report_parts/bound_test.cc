// The bound on a rate, against values from the definition (binomial sums in exact fractions).
#include "rig/report_parts/bound.h"

#include <doctest/doctest.h>

namespace switchback::rig {
namespace {

TEST_CASE("Bound: no event at all leaves about three in as many as were tried") {
  CHECK(upper_bound_95(0, 1) == doctest::Approx(0.95).epsilon(1e-12));
  CHECK(upper_bound_95(0, 100) == doctest::Approx(0.029513049607061).epsilon(1e-9));
  CHECK(upper_bound_95(0, 1'000'000) == doctest::Approx(2.995727786534e-6).epsilon(1e-9));
}

TEST_CASE("Bound: events raise it as the binomial distribution says") {
  CHECK(upper_bound_95(1, 10) == doctest::Approx(0.394163296).epsilon(1e-7));
  CHECK(upper_bound_95(9, 10) == doctest::Approx(0.994883803).epsilon(1e-7));
  CHECK(upper_bound_95(2, 3) == doctest::Approx(0.983047572).epsilon(1e-7));
  CHECK(upper_bound_95(1, 1'000'000) == doctest::Approx(4.743860e-6).epsilon(1e-5));
  CHECK(upper_bound_95(500'000, 1'000'000) == doctest::Approx(0.5008224).epsilon(1e-5));
}

TEST_CASE("Bound: where all trials were events, or none was made, nothing is known") {
  CHECK(upper_bound_95(0, 0) == 1);
  CHECK(upper_bound_95(7, 7) == 1);
}

TEST_CASE("Bound: its text is rounded up, and has the unit that fits") {
  CHECK(bound_text(2.9957e-6) == "3.00 in a million");
  CHECK(bound_text(2.99e-6) == "2.99 in a million");
  CHECK(bound_text(0.0099372) == "9,938 in a million");
  CHECK(bound_text(0.39401) == "39.5 %");
  CHECK(bound_text(1) == "100.0 %");
}

}  // namespace
}  // namespace switchback::rig
