#include "rig/report_parts/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

std::string element(const JunitSuite& suite, const JunitCase& one) {
  const std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escape_markup(suite.name), escape_markup(one.name));
  if (one.failure.empty()) return head + "/>\n";
  return fmt::format("{}>\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n", head,
                     escape_markup(one.failure), escape_markup(one.details));
}

std::size_t failed_cases(const JunitSuite& suite) {
  return static_cast<std::size_t>(
      std::ranges::count_if(suite.cases, [](const JunitCase& one) { return !one.failure.empty(); }));
}

}  // namespace

std::string to_junit(const std::vector<JunitSuite>& suites, std::uint64_t elapsed_ms) {
  std::string elements;
  std::size_t tests = 0;
  std::size_t failed = 0;
  for (const JunitSuite& suite : suites) {
    elements += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
                            escape_markup(suite.name), suite.cases.size(), failed_cases(suite));
    for (const JunitCase& one : suite.cases) elements += element(suite, one);
    elements += "  </testsuite>\n";
    tests += suite.cases.size();
    failed += failed_cases(suite);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"switchback rig\" tests=\"{}\" failures=\"{}\" time=\"{}.{:03}\">\n{}</testsuites>\n",
      tests, failed, elapsed_ms / 1000, elapsed_ms % 1000, elements);
}

}  // namespace switchback::rig
