// Spreads pieces of work over threads.
#pragma once

#include <cstddef>
#include <functional>

namespace switchback::host {

// Called after each piece, never by two threads at once.
using WorkProgress = std::function<void(std::size_t done, std::size_t total)>;

// Calls work(0) … work(count - 1), each once, in any order, on up to `threads` threads: at most
// 256, and fewer if the system grants no more. After a call returns false, no other begins. The
// first exception ends the work and is rethrown. `progress` may be empty.
void run_parallel(std::size_t count, unsigned threads, const std::function<bool(std::size_t)>& work,
                  const WorkProgress& progress);

}  // namespace switchback::host
