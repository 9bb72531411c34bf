// The network between server and device. It loses chunks of downloads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace switchback::rig {

struct Network {
  std::vector<std::uint64_t> drops{};  // numbers of the lost chunks
  std::uint64_t chunks = 0;            // sent since the device was made, lost ones included
  std::uint64_t lost = 0;

  // Sends the next chunk. Returns false if it gets lost.
  bool deliver() {
    const bool arrives = std::ranges::find(drops, chunks) == drops.end();
    ++chunks;
    if (!arrives) ++lost;
    return arrives;
  }
};

}  // namespace switchback::rig
