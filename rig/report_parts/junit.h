// Writes JUnit XML, which CI systems read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace switchback::rig {

struct JunitCase {
  std::string name;
  std::string failure;  // one line; empty: it passed
  std::string details;  // of the failure
};

struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
};

std::string to_junit(const std::vector<JunitSuite>& suites, std::uint64_t elapsed_ms);

}  // namespace switchback::rig
