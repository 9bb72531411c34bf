// Checks for the reports of both campaigns and fleets.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "rig/report_parts/html.h"
#include "tests/support/markup.h"

namespace switchback::testing {

// The error of `read` for `text` with `now` in place of `old`, which must be refused.
template <class Read>
std::string refusal(Read read, const std::string& text, std::string_view old, std::string_view now) {
  const auto result = read(replaced(text, old, now));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::kFormat);
  return result.error().message;
}

// The error of merging a second shard after `change`. It must be refused and leave the first shard
// unchanged.
template <class Report>
std::string merge_refusal(const Report& first, Report second, const std::function<void(Report&)>& change) {
  change(second);
  Report sum = first;
  const auto merged = merge(sum, second);
  REQUIRE_FALSE(merged.has_value());
  CHECK(merged.error().code == ErrorCode::kIncompatible);
  CHECK(to_json(sum) == to_json(first));
  return merged.error().message;
}

// `text` cut off anywhere is refused; with any byte changed it is refused, or read, and can then be
// shown.
template <class Read>
void check_broken(Read read, const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 2 < text.size()) CHECK_FALSE(read(text.substr(0, i)).has_value());
    std::string changed = text;
    for (const char c : {'[', '}', '"', '9', '-', '\0'}) {
      changed[i] = c;
      if (const auto report = read(changed)) CHECK(!(to_html(*report) + to_junit(*report)).empty());
    }
  }
}

}  // namespace switchback::testing
