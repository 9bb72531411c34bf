// switchback rig fleet: runs many devices with random faults.
#include <fmt/format.h>

#include "cli/progress.h"
#include "cli/rig/bench.h"
#include "cli/rig/report.h"
#include "cli/rig/rig.h"
#include "cli/rig/work.h"
#include "rig/fleet/fleet.h"

namespace switchback::cli {
namespace {

constexpr std::uint32_t kMaxDevices = 100'000'000;  // four bytes of memory each

struct Options {
  WorkOptions work;
  rig::FleetOptions fleet;
};

Result<void> check_rates(const rig::Rates& rates) {
  for (const rig::RateKind& kind : rig::kRateKinds) {
    const double rate = rates.*kind.rate;
    if (rate >= 0 && rate <= 1) continue;
    return fail(ErrorCode::kUsage, fmt::format("{}: expected a probability from 0 to 1, found {}", kind.option, rate));
  }
  return {};
}

std::vector<rig::Model> models_of(const std::vector<Bench>& benches) {
  std::vector<rig::Model> models;
  for (const Bench& bench : benches) {
    if (!bench.stories.empty()) models.push_back({bench.board.get(), bench.stories});
  }
  return models;
}

std::vector<rig::FleetTally> run_all(const std::vector<rig::Model>& models, const rig::FleetOptions& fleet,
                                     unsigned jobs, const Session& session) {
  ProgressLine progress(session);
  const host::Progress show = progress.for_work("rig fleet");
  return rig::run_fleet(models, fleet, jobs, [&](std::size_t done, std::size_t total) {
    if (show) show(fmt::format("{} devices,", fleet.devices), done, total);
  });
}

Outcome run(const Options& options, Session& session) {
  if (const auto checked = check_rates(options.fleet.rates); !checked) return failed(checked.error());
  const auto work = prepare(options.work, kFleetFiles);
  if (!work) return failed(work.error());
  rig::FleetOptions fleet = options.fleet;
  fleet.shard = work->shard.index;
  fleet.shards = work->shard.count;
  const std::vector<rig::Model> models = models_of(work->benches);
  std::vector<rig::FleetTally> tallies;
  const std::uint64_t elapsed_ms = timed_ms([&] { tallies = run_all(models, fleet, options.work.jobs, session); });
  rig::FleetReport report = rig::make_fleet_report(models, fleet, tallies);
  report.elapsed_ms = elapsed_ms;
  report.arguments = arguments_of(options.work);
  return deliver(report, options.work.report);
}

constexpr const char* kDescription =
    "Update many simulated devices under random faults. The seed and a device's number choose its board, its\n"
    "story and its faults. After the last fault, resets alone, and then the rest of the story, must end with a\n"
    "verified image. For each failure the tool prints a line that `switchback rig replay` runs again.";

void add_faults(Arguments command, rig::Rates& rates) {
  const char* group = "Faults (probabilities, 0 to 1)";
  for (const rig::RateKind& kind : rig::kRateKinds) {
    const std::string help = fmt::format("probability that {}, {}", kind.happens, kind.each);
    command.option(kind.option, rates.*kind.rate, help.c_str()).type_name("P").show_default().group(group);
  }
}

}  // namespace

void add_rig_fleet(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("fleet", "Update many devices under random faults, and count the bricked ones");
  command.description(kDescription);
  add_board_options(command, options->work, "boards of the fleet, all equally frequent");
  command.option("--devices", options->fleet.devices, "number of devices")
      .type_name("N")
      .range(1, kMaxDevices)
      .required();
  command.option("--seed", options->fleet.seed, "chooses the devices and their faults").show_default();
  add_faults(command, options->fleet.rates);
  add_work_options(command, options->work, "folder for report.html, fleet.json and junit.xml");
  command.runs(run, options);
}

}  // namespace switchback::cli
