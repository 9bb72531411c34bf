#include "rig/report_parts/merging.h"

#include <fmt/format.h>

#include <set>

namespace switchback::rig {

tl::unexpected<Error> differs(std::string_view what, std::string_view expected, std::string_view found) {
  return fail(ErrorCode::kIncompatible, fmt::format("{}: expected {}, found {}", what, expected, found));
}

Result<void> expect_same(std::span<const Common> all) {
  for (const Common& one : all) {
    if (one.expected != one.found) return differs(one.name, one.expected, one.found);
  }
  return {};
}

Result<void> Shards::add(const Shards& more) {
  if (of != more.of) return differs("shards.of", fmt::to_string(of), fmt::to_string(more.of));
  std::set<std::uint32_t> all(done.begin(), done.end());
  for (const std::uint32_t shard : more.done) {
    if (all.insert(shard).second) continue;
    return differs("shards.done", "every shard once", fmt::format("{} of {} again", shard + 1, of));
  }
  done.assign(all.begin(), all.end());
  if (is_whole()) *this = Shards();
  return {};
}

}  // namespace switchback::rig
