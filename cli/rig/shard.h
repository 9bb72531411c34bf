// "--shard i/n": one share of a run.
#pragma once

#include <string>

#include "host/error.h"

namespace switchback::cli {

struct Shard {
  std::uint32_t share = 0;  // from 0
  std::uint32_t shares = 1;
};

// Reads "2/8", the second of eight shares; an empty text is the whole run.
// kUsage: any other text.
Result<Shard> parse_shard(const std::string& text);

}  // namespace switchback::cli
