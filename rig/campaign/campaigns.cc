// Runs many campaigns at once; threads take shards of them.
#include "host/parallel.h"
#include "rig/campaign/campaign.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kShardsEach = 8;  // per plan: keeps all threads busy to the end

Tally run_shard(const CampaignPlan& plan, std::size_t shard) {
  CampaignOptions options = plan.options;
  options.shard += options.shards * static_cast<std::uint32_t>(shard);
  options.shards *= kShardsEach;
  return run_campaign(*plan.board, *plan.story, options);
}

}  // namespace

std::vector<Tally> run_campaigns(const std::vector<CampaignPlan>& plans, unsigned threads,
                                 const CampaignProgress& progress) {
  std::vector<Tally> tallies(plans.size() * kShardsEach);
  const auto run = [&](std::size_t i) {
    const CampaignPlan& plan = plans[i / kShardsEach];
    tallies[i] = run_shard(plan, i % kShardsEach);
    return !plan.options.stop_at_failure || tallies[i].failures.empty();
  };
  host::run_parallel(tallies.size(), threads, run, progress);
  std::vector<Tally> sums(plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    sums[i].board = plans[i].board->name();
    sums[i].name = plans[i].story->name;
  }
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    // Empty: a failure stopped the campaign before this shard began.
    if (!tallies[i].board.empty()) sums[i / kShardsEach] += tallies[i];
  }
  return sums;
}

}  // namespace switchback::rig
