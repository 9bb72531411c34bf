// switchback rig run: runs campaigns over boards and stories.
#include <fmt/format.h>

#include "cli/progress.h"
#include "cli/rig/bench.h"
#include "cli/rig/report.h"
#include "cli/rig/rig.h"
#include "cli/rig/work.h"
#include "rig/campaign/campaign.h"
#include "rig/campaign_report/report.h"

namespace switchback::cli {
namespace {

struct Options {
  WorkOptions work;
  rig::CampaignOptions campaign;
};

std::vector<rig::CampaignPlan> plans_for(const std::vector<Bench>& benches, const rig::CampaignOptions& campaign) {
  std::vector<rig::CampaignPlan> plans;
  for (const Bench& bench : benches) {
    for (const rig::Story& story : bench.stories) plans.push_back({bench.board.get(), &story, campaign});
  }
  return plans;
}

rig::CampaignReport report_of(const std::vector<Bench>& benches, std::vector<rig::Tally> tallies,
                              const rig::CampaignOptions& campaign) {
  rig::CampaignReport report;
  report.options = campaign;
  report.shards = {campaign.shards, {campaign.shard}};
  auto tally = tallies.begin();
  for (const Bench& bench : benches) {
    report.boards.push_back(rig::describe(*bench.board));
    for (std::size_t i = 0; i < bench.stories.size(); ++i) report.boards.back().stories.push_back(std::move(*tally++));
  }
  rig::sort_failures(report);
  return report;
}

std::vector<rig::Tally> run_all(const std::vector<rig::CampaignPlan>& plans, unsigned jobs, Session& session) {
  ProgressLine progress(session);
  const host::Progress show = progress.for_work("rig run");
  return rig::run_campaigns(plans, jobs, [&](std::size_t done, std::size_t total) {
    if (show) show(fmt::format("{} stories,", plans.size()), done, total);
  });
}

// Refuses --forged together with stories or faults, which need an update to disturb.
Result<void> check_forged(const Options& options) {
  const rig::CampaignOptions& faults = options.campaign;
  if (!faults.forged && faults.contents != 0) {
    return fail(ErrorCode::kUsage, "--contents: expected --forged as well, found none");
  }
  const bool has_faults = faults.patterns != rig::kTearStyles || faults.pairs_each != 0 || faults.all_pairs ||
                          faults.damage_each != 0 || faults.repeated || faults.hostile;
  if (!faults.forged || (!has_faults && options.work.stories.empty())) return {};
  return fail(ErrorCode::kUsage,
              "--forged: expected none of --story, --patterns, --pairs, --all-pairs, --damage, --repeated and "
              "--hostile, found one; run them separately");
}

Outcome run(const Options& options, Session& session) {
  if (const auto fits = check_forged(options); !fits) return failed(fits.error());
  const auto work = prepare(options.work, kRigFiles, options.campaign.forged);
  if (!work) return failed(work.error());
  rig::CampaignOptions campaign = options.campaign;
  campaign.shard = work->shard.index;
  campaign.shards = work->shard.count;
  std::vector<rig::Tally> tallies;
  const std::uint64_t elapsed_ms =
      timed_ms([&] { tallies = run_all(plans_for(work->benches, campaign), options.work.jobs, session); });
  rig::CampaignReport report = report_of(work->benches, std::move(tallies), campaign);
  report.elapsed_ms = elapsed_ms;
  report.arguments = arguments_of(options.work);
  return deliver(report, options.work.report);
}

constexpr const char* kDescription =
    "Install updates on simulated devices, and cut power at every flash operation: before it, and inside,\n"
    "torn in several ways. After each cut the device starts again. It must end with a whole, verified image, the old "
    "or\n"
    "the new one, and then install the update. Options add further faults. For each failure the tool prints a line\n"
    "that `switchback rig replay` runs again. With --forged the application is compromised instead.";

void add_faults(Arguments command, rig::CampaignOptions& campaign) {
  const char* group = "Faults";
  command.option("--patterns", campaign.patterns, "ways to tear each operation, 1 to 4")
      .range(1u, rig::kTearStyles)
      .show_default()
      .group(group);
  command.option("--pairs", campaign.pairs_each, "number of second cuts in the recovery from each cut, sampled")
      .show_default()
      .group(group);
  command.flag("--all-pairs", campaign.all_pairs, "every second cut in the recovery from each cut").group(group);
  command
      .option(
          "--damage", campaign.damage_each,
          "number of schedules of each kind of damage (bit rot, read error, bad sector, worn sector) after each cut")
      .show_default()
      .group(group);
  command.flag("--repeated", campaign.repeated, "also power that lasts only k operations at a time, for every k")
      .group(group);
  command.flag("--hostile", campaign.hostile, "also each artefact with every byte changed, and with other lengths")
      .group(group);
  command
      .flag("--forged", campaign.forged,
            "instead of all that: journal, slots and staging as a compromised application leaves them")
      .group(group);
  command
      .option("--contents", campaign.contents, "with --forged: number of drawn contents in addition to the listed ones")
      .show_default()
      .group(group);
  command.option("--seed", campaign.seed, "chooses how operations tear, and the samples").show_default().group(group);
}

}  // namespace

void add_rig_run(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("run", "Try every fault at every flash operation of every story");
  command.description(kDescription);
  add_board_options(command, options->work, "profiles of the boards to test");
  add_faults(command, options->campaign);
  add_work_options(command, options->work, "folder for report.html, report.json and junit.xml");
  command.flag("--stop-at-failure", options->campaign.stop_at_failure, "the first failure ends the run");
  command.runs(run, options);
}

}  // namespace switchback::cli
