// What the merging of reports has in common: which shares of a run one holds, and how a difference is named.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"

namespace switchback::rig {

// kIncompatible: "what: expected …, found …".
tl::unexpected<Error> differs(std::string_view what, std::string_view expected, std::string_view found);

// Something that shares of one run agree on.
struct Common {
  const char* name;
  std::string expected;
  std::string found;
};

// kIncompatible: names the first in which they do not.
Result<void> expect_same(std::span<const Common> all);

// "first, second", of what `name` says of each.
template <class All, class Name>
std::string join(const All& all, Name name) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + name(one);
  return text;
}

// The shares of a run that a report holds.
struct Shares {
  std::uint32_t of = 1;
  std::vector<std::uint32_t> done = {0};  // from 0; ascending, each once

  bool is_whole() const { return done.size() == of; }

  // Adds `more` of the same run; all together are 1 of 1. kIncompatible: of another number, or one that is here
  // already; then nothing changes.
  Result<void> add(const Shares& more);
};

}  // namespace switchback::rig
