// The way from the server to the device, on which chunks of a download get lost.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace switchback::rig {

struct Network {
  std::vector<std::uint64_t> drops{};  // numbers of the chunks that get lost
  std::uint64_t chunks = 0;            // that were sent since the device was made, those that got lost included
  std::uint64_t lost = 0;

  // The next chunk. False: it does not arrive.
  bool deliver() {
    const bool arrives = std::ranges::find(drops, chunks) == drops.end();
    ++chunks;
    if (!arrives) ++lost;
    return arrives;
  }
};

}  // namespace switchback::rig
