// Runs many campaigns at once; threads take shares of them.
#include "host/parallel.h"
#include "rig/campaign/campaign.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kSharesEach = 8;  // per plan: keeps all threads busy to the end

Tally run_share(const CampaignPlan& plan, std::size_t share) {
  CampaignOptions options = plan.options;
  options.share += options.shares * static_cast<std::uint32_t>(share);
  options.shares *= kSharesEach;
  return run_campaign(*plan.board, *plan.story, options);
}

}  // namespace

std::vector<Tally> run_campaigns(const std::vector<CampaignPlan>& plans, unsigned threads,
                                 const CampaignProgress& progress) {
  std::vector<Tally> tallies(plans.size() * kSharesEach);
  const auto run = [&](std::size_t i) {
    const CampaignPlan& plan = plans[i / kSharesEach];
    tallies[i] = run_share(plan, i % kSharesEach);
    return !plan.options.stop_at_failure || tallies[i].failures.empty();
  };
  host::run_parallel(tallies.size(), threads, run, progress);
  std::vector<Tally> sums(plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    sums[i].board = plans[i].board->name();
    sums[i].name = plans[i].story->name;
  }
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    // Empty: a failure stopped the campaign before this share began.
    if (!tallies[i].board.empty()) sums[i / kSharesEach] += tallies[i];
  }
  return sums;
}

}  // namespace switchback::rig
