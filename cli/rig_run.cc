// switchback rig run: campaigns over boards and stories.
#include <fmt/format.h>

#include <thread>

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/rig.h"
#include "rig/campaign.h"

namespace switchback::cli {
namespace {

struct Options {
  std::vector<std::string> profiles;
  std::vector<std::string> stories;
  FirmwareOptions firmware;
  rig::Options campaign;
  unsigned jobs = std::thread::hardware_concurrency();
};

Json counts_json(const rig::Counts& counts) {
  return {{"schedules", counts.schedules}, {"ended_old", counts.ended_old}, {"ended_new", counts.ended_new},
          {"lost", counts.lost},           {"bricked", counts.bricked},     {"wrong", counts.wrong},
          {"failed", counts.failed}};
}

std::string line(const rig::Tally& tally) {
  const rig::Counts all = tally.total();
  return fmt::format("{:<24} {:<22} {:>6} operations {:>9} schedules {:>9} old {:>9} new {:>6} lost {:>3} bricked {:>3} failed, k >= {}\n",
                     tally.board, tally.scenario, tally.operations, all.schedules, all.ended_old, all.ended_new,
                     all.lost, all.bricked, all.failed, tally.least_operations);
}

Report report_of(const std::vector<rig::Tally>& tallies) {
  Report report;
  rig::Counts sum;
  std::string failures;
  report.json["stories"] = Json::array();
  for (const rig::Tally& tally : tallies) {
    sum += tally.total();
    Json story = {{"board", tally.board}, {"story", tally.scenario}, {"operations", tally.operations}};
    for (std::size_t i = 0; i < rig::kKinds; ++i) {
      story["faults"][rig::kind_name(static_cast<rig::Kind>(i))] = counts_json(tally.counts[i]);
    }
    report.json["stories"].push_back(story);
    report.text += line(tally);
    for (const rig::Failure& failure : tally.failures) {
      failures += fmt::format("{}: {}\n", rig::kind_name(failure.kind), failure.replay);
      for (const std::string& problem : failure.problems) failures += "    " + problem + "\n";
    }
  }
  report.json["total"] = counts_json(sum);
  report.text += fmt::format("{} schedules: {} ended old, {} new, {} lost to their flash, {} bricked, {} failed\n",
                             sum.schedules, sum.ended_old, sum.ended_new, sum.lost, sum.bricked, sum.failed);
  report.text += failures;
  return report;
}

Outcome run(const Options& options, Session& session) {
  const auto benches = load_benches(options.profiles, options.firmware, options.stories);
  if (!benches) return failed(benches.error());
  std::vector<rig::Plan> plans;
  for (const Bench& bench : *benches) {
    for (const rig::Scenario& story : bench.stories) plans.push_back({bench.board.get(), &story, options.campaign});
  }
  ProgressLine progress(session);
  const packer::Progress show = progress.for_work("rig");
  const std::vector<rig::Tally> tallies =
      rig::run_campaigns(plans, options.jobs, [&](std::size_t done, std::size_t total) {
        if (show) show("schedules", done, total);
      });
  progress.clear();
  Report report = report_of(tallies);
  rig::Counts sum;
  for (const rig::Tally& tally : tallies) sum += tally.total();
  if (sum.failed == 0) return report;
  return tl::make_unexpected(
      Failure(Error{ErrorCode::kFaults, fmt::format("{} schedules failed\n{}", sum.failed, report.text)}, report.json));
}

}  // namespace

void add_rig_run(CLI::App& rig, Command& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = rig.add_subcommand("run", "Every fault at every flash operation of every story");
  command->add_option("PROFILE", options->profiles, "boards to put through it")->required();
  command->add_option("--story", options->stories, "only this one; repeat for several")->allow_extra_args(false);
  add_firmware_options(*command, options->firmware);
  command->add_option("--seed", options->campaign.seed, "chooses how things tear, and samples")->capture_default_str();
  command->add_option("--pairs", options->campaign.pairs_each, "second cuts in the recovery from each cut")
      ->capture_default_str();
  command->add_flag("--all-pairs", options->campaign.all_pairs, "every second cut in the recovery from each cut");
  command->add_option("--damage", options->campaign.damage_each, "schedules of each kind of damage at each cut")
      ->capture_default_str();
  command->add_flag("--repeated", options->campaign.repeated, "power that lasts only k operations, for every k");
  command->add_option("--jobs", options->jobs, "threads")->capture_default_str();
  command->callback([options, &chosen] { chosen = [options](Session& session) { return run(*options, session); }; });
}

}  // namespace switchback::cli
