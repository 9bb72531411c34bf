// Shares of campaigns, spread over threads.
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "rig/campaign.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kSharesEach = 8;  // of one plan: enough to keep all threads busy to the end

class Runner {
 public:
  Runner(const std::vector<Plan>& plans, const CampaignProgress& progress)
      : plans_(plans), progress_(progress), tallies_(plans.size() * kSharesEach) {}

  std::vector<Tally> run(unsigned threads) {
    std::vector<std::thread> pool;
    for (unsigned i = 0; i < std::max(threads, 1u); ++i) pool.emplace_back([this] { work(); });
    for (std::thread& thread : pool) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    std::vector<Tally> sums(plans_.size());
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      sums[i].board = plans_[i].board->name();
      sums[i].scenario = plans_[i].scenario->name;
    }
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
      if (!tallies_[i].board.empty()) sums[i / kSharesEach] += tallies_[i];  // others never began: a failure stopped it
    }
    return sums;
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < tallies_.size(); i = next_++) {
      try {
        const Plan& plan = plans_[i / kSharesEach];
        Options options = plan.options;
        options.share += options.shares * static_cast<std::uint32_t>(i % kSharesEach);
        options.shares *= kSharesEach;
        tallies_[i] = run_campaign(*plan.board, *plan.scenario, options);
        if (options.stop_at_failure && !tallies_[i].failures.empty()) next_ = tallies_.size();
      } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
        next_ = tallies_.size();
        return;
      }
      const std::lock_guard lock(mutex_);
      if (progress_) progress_(++done_, tallies_.size());
    }
  }

  const std::vector<Plan>& plans_;
  const CampaignProgress& progress_;
  std::vector<Tally> tallies_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::vector<Tally> run_campaigns(const std::vector<Plan>& plans, unsigned threads, const CampaignProgress& progress) {
  return Runner(plans, progress).run(threads);
}

}  // namespace switchback::rig
