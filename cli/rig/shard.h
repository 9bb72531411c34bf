// "--shard i/n": one shard of a run.
#pragma once

#include <string>

#include "host/error.h"

namespace switchback::cli {

struct Shard {
  std::uint32_t index = 0;  // from 0
  std::uint32_t count = 1;
};

// Reads "2/8", the second of eight shards; an empty text is the whole run.
// kUsage: any other text.
Result<Shard> parse_shard(const std::string& text);

}  // namespace switchback::cli
