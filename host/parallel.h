// Many pieces of work, spread over threads.
#pragma once

#include <cstddef>
#include <functional>

namespace switchback::host {

// How many of all pieces are done. One call at a time.
using WorkProgress = std::function<void(std::size_t done, std::size_t total)>;

// Calls work(0) … work(count - 1) on so many threads, each once, in no order that can be relied on; after one returned
// false no other begins. There are fewer threads where that is enough, where the system grants no more, and beyond 256.
// The first exception ends the work, and is thrown again here. `progress` may be empty.
void run_parallel(std::size_t count, unsigned threads, const std::function<bool(std::size_t)>& work,
                  const WorkProgress& progress);

}  // namespace switchback::host
