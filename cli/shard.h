// "--shard i/n": one of several shares of a run.
#pragma once

#include <string>

#include "host/error.h"

namespace switchback::cli {

struct Shard {
  std::uint32_t share = 0;  // from 0
  std::uint32_t shares = 1;
};

// "2/8" is the second of eight; all of it where `text` is empty. kUsage.
Result<Shard> parse_shard(const std::string& text);

}  // namespace switchback::cli
