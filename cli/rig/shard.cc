#include "cli/rig/shard.h"

#include <fmt/format.h>

#include "host/text.h"

namespace switchback::cli {
namespace {

constexpr std::uint32_t kMaxShards = 1u << 16;

// Returns 0 if it is no number.
std::uint32_t number_of(std::string_view text) {
  return static_cast<std::uint32_t>(host::parse_decimal(text, kMaxShards).value_or(0));
}

}  // namespace

Result<Shard> parse_shard(const std::string& text) {
  if (text.empty()) return Shard{};
  const std::size_t slash = text.find('/');
  const std::uint32_t shard = number_of(std::string_view(text).substr(0, slash));
  const std::uint32_t shards = slash == std::string::npos ? 0 : number_of(std::string_view(text).substr(slash + 1));
  if (shard < 1 || shard > shards || shards > kMaxShards) {
    return fail(ErrorCode::kUsage,
                fmt::format("--shard: expected i/n with i from 1 to n, n at most {}, found {}", kMaxShards, text));
  }
  return Shard{shard - 1, shards};
}

}  // namespace switchback::cli
