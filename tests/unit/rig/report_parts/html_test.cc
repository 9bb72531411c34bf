// The building blocks of pages (rig/report_parts/html.h).
#include "rig/report_parts/html.h"

#include <doctest/doctest.h>

namespace switchback::rig {
namespace {

TEST_CASE("Html: text that XML cannot carry is replaced") {
  CHECK(escape_markup("a\x01"
                      "b\n") == "a?b\n");
}

TEST_CASE("Html: a share never reads as none or as all where it is not") {
  CHECK(percent(0, 5) == "0 %");
  CHECK(percent(5, 5) == "100 %");
  CHECK(percent(1, 1'000'000) == "< 0.1 %");
  CHECK(percent(999'999, 1'000'000) == "> 99.9 %");
  CHECK(percent(1, 3) == "33.3 %");
  CHECK(percent(0, 0) == "0 %");
}

TEST_CASE("Html: times have the unit that fits") {
  CHECK(time_text(999) == "0.9 s");
  CHECK(time_text(61'234) == "1 min 1 s");
  CHECK(time_text(7'320'000) == "2 h 2 min");
}

}  // namespace
}  // namespace switchback::rig
