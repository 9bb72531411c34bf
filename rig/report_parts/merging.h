// Merges reports: the shards of a run that a report holds, and errors that name a difference.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"

namespace switchback::rig {

// Returns kIncompatible with the message "what: expected …, found …".
tl::unexpected<Error> differs(std::string_view what, std::string_view expected, std::string_view found);

// A property that must be the same in all shards of a run.
struct Common {
  const char* name;
  std::string expected;
  std::string found;
};

// Compares all properties.
//   kIncompatible: a property differs; the message names the first one
Result<void> expect_same(std::span<const Common> all);

// Joins name(element) of all elements: "first, second".
template <class All, class Name>
std::string join(const All& all, Name name) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + name(one);
  return text;
}

// The shards of a run that a report holds.
struct Shards {
  std::uint32_t of = 1;
  std::vector<std::uint32_t> done = {0};  // numbers from 0, ascending, each once

  bool is_whole() const { return done.size() == of; }

  // Adds `more` of the same run. A complete set of shards becomes 1 of 1. On error nothing changes.
  //   kIncompatible: another number of shards, or a shard that is already here
  Result<void> add(const Shards& more);
};

}  // namespace switchback::rig
