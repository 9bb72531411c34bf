// Threads that take one piece after the other, and the shares of campaigns as such pieces.
#include "rig/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "rig/campaign.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kSharesEach = 8;  // of one plan: enough to keep all threads busy to the end

class Pool {
 public:
  Pool(std::size_t count, const std::function<bool(std::size_t)>& work, const WorkProgress& progress)
      : count_(count), work_(work), progress_(progress) {}

  void run(unsigned threads) {
    std::vector<std::thread> pool;
    for (unsigned i = 0; i < std::max(threads, 1u); ++i) pool.emplace_back([this] { take_pieces(); });
    for (std::thread& thread : pool) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void take_pieces() {
    for (std::size_t i = next_++; i < count_; i = next_++) {
      try {
        if (!work_(i)) next_ = count_;
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_ = count_;
        return;
      }
      const std::lock_guard lock(mutex_);
      if (progress_) progress_(++done_, count_);
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

Tally run_share(const Plan& plan, std::size_t share) {
  Options options = plan.options;
  options.share += options.shares * static_cast<std::uint32_t>(share);
  options.shares *= kSharesEach;
  return run_campaign(*plan.board, *plan.scenario, options);
}

}  // namespace

void run_parallel(std::size_t count, unsigned threads, const std::function<bool(std::size_t)>& work,
                  const WorkProgress& progress) {
  Pool(count, work, progress).run(threads);
}

std::vector<Tally> run_campaigns(const std::vector<Plan>& plans, unsigned threads, const CampaignProgress& progress) {
  std::vector<Tally> tallies(plans.size() * kSharesEach);
  const auto run = [&](std::size_t i) {
    const Plan& plan = plans[i / kSharesEach];
    tallies[i] = run_share(plan, i % kSharesEach);
    return !plan.options.stop_at_failure || tallies[i].failures.empty();
  };
  run_parallel(tallies.size(), threads, run, progress);
  std::vector<Tally> sums(plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    sums[i].board = plans[i].board->name();
    sums[i].scenario = plans[i].scenario->name;
  }
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    if (!tallies[i].board.empty()) sums[i / kSharesEach] += tallies[i];  // others never began: a failure stopped it
  }
  return sums;
}

}  // namespace switchback::rig
