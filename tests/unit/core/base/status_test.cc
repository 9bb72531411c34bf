#include "core/base/status.h"

#include <doctest/doctest.h>

#include <bit>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace switchback {
namespace {

const std::vector<Status> kAll = {
#define SWITCHBACK_STATUS(name, value, meaning) Status::name,
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
};

std::uint32_t bits(Status status) { return static_cast<std::uint32_t>(status); }

TEST_CASE("Status: any two codes differ in at least six bits") {
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    for (std::size_t j = i + 1; j < kAll.size(); ++j) {
      CAPTURE(status_name(kAll[i]));
      CAPTURE(status_name(kAll[j]));
      CHECK(std::popcount(bits(kAll[i]) ^ bits(kAll[j])) >= 6);
    }
  }
}

TEST_CASE("Status: no code is within six bits of cleared memory or of erased flash") {
  for (const Status status : kAll) {
    CAPTURE(status_name(status));
    CHECK(std::popcount(bits(status)) >= 6);
    CHECK(std::popcount(~bits(status)) >= 6);
  }
}

TEST_CASE("Status: every code has a name of its own and a one-line meaning") {
  std::set<std::string> names;
  std::set<std::string> meanings;
  for (const Status status : kAll) {
    CAPTURE(status_name(status));
    CHECK(names.insert(status_name(status)).second);
    CHECK(meanings.insert(status_meaning(status)).second);
    CHECK(std::strchr(status_meaning(status), '\n') == nullptr);
    CHECK(status_name(status)[0] == 'k');
  }
}

TEST_CASE("Status: a value that is no code is called unknown") {
  CHECK(std::string(status_name(static_cast<Status>(0))) == "unknown");
  CHECK(std::string(status_name(static_cast<Status>(0xffffffffu))) == "unknown");
  CHECK(std::string(status_meaning(static_cast<Status>(1))) == "not a known status code");
}

TEST_CASE("Status: only kOk is ok") {
  for (const Status status : kAll) CHECK(ok(status) == (status == Status::kOk));
}

}  // namespace
}  // namespace switchback
