// Each thread takes the next piece until none is left.
#include "host/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace switchback::host {
namespace {

constexpr std::size_t kMaxThreads = 256;

class Pool {
 public:
  Pool(std::size_t count, const std::function<bool(std::size_t)>& work, const WorkProgress& progress)
      : count_(count), work_(work), progress_(progress) {}

  // The caller's thread is one of them; if no other can be made, it does all the work.
  void run(unsigned threads) {
    const std::size_t others = std::min<std::size_t>({threads, count_, kMaxThreads});
    std::vector<std::thread> pool;
    pool.reserve(others);
    try {
      while (pool.size() + 1 < others) pool.emplace_back([this] { take_pieces(); });
    } catch (const std::system_error&) {  // the system grants no more
    }
    take_pieces();
    for (std::thread& thread : pool) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void take_pieces() {
    for (std::size_t i = next_++; i < count_; i = next_++) {
      try {
        if (!work_(i)) next_ = count_;
        const std::lock_guard lock(mutex_);
        ++done_;
        if (progress_) progress_(done_, count_);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_ = count_;
        return;
      }
    }
  }

  std::size_t count_;
  const std::function<bool(std::size_t)>& work_;
  const WorkProgress& progress_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void run_parallel(std::size_t count, unsigned threads, const std::function<bool(std::size_t)>& work,
                  const WorkProgress& progress) {
  Pool(count, work, progress).run(threads);
}

}  // namespace switchback::host
