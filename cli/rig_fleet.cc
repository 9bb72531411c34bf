// switchback rig fleet: many devices with random faults.
#include <fmt/format.h>

#include <chrono>
#include <initializer_list>
#include <thread>

#include "cli/progress.h"
#include "cli/rig.h"
#include "cli/rig_fleet_report.h"
#include "cli/shard.h"
#include "rig/fleet.h"

namespace switchback::cli {
namespace {

constexpr std::uint32_t kMaxDevices = 100'000'000;  // four bytes of memory each

struct Options {
  std::vector<std::string> profiles;
  std::vector<std::string> stories;
  FirmwareOptions firmware;
  rig::FleetOptions fleet;
  std::string shard;
  std::string report;
  bool force = false;
  unsigned jobs = std::thread::hardware_concurrency();
};

Result<void> check_rates(const rig::Rates& rates) {
  const std::initializer_list<std::pair<const char*, double>> all = {{"--power-loss-rate", rates.power_loss},
                                                                     {"--bit-rot", rates.bit_rot},
                                                                     {"--read-error", rates.read_error},
                                                                     {"--bad-sector", rates.bad_sector},
                                                                     {"--drop-rate", rates.drop}};
  for (const auto& [name, rate] : all) {
    if (rate >= 0 && rate <= 1) continue;
    return fail(ErrorCode::kUsage, fmt::format("{}: expected a probability from 0 to 1, found {}", name, rate));
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

rig::FleetReport run_all(const std::vector<rig::Model>& models, const rig::FleetOptions& fleet, unsigned jobs,
                         const Session& session) {
  using Clock = std::chrono::steady_clock;
  ProgressLine progress(session);
  const packer::Progress show = progress.for_work("rig fleet");
  const Clock::time_point start = Clock::now();
  const auto tallies = rig::run_fleet(models, fleet, jobs, [&](std::size_t done, std::size_t total) {
    if (show) show(fmt::format("{} devices,", fleet.devices), done, total);
  });
  rig::FleetReport report = rig::make_fleet_report(models, fleet, tallies);
  report.elapsed_ms =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
  return report;
}

Outcome run(const Options& options, Session& session) {
  rig::FleetOptions fleet = options.fleet;
  if (const auto checked = check_rates(fleet.rates); !checked) return failed(checked.error());
  const auto shard = parse_shard(options.shard);
  if (!shard) return failed(shard.error());
  fleet.share = shard->share;
  fleet.shares = shard->shares;
  if (const auto free = check_fleet_report(options.report, options.force); !free) return failed(free.error());
  const auto benches = load_benches(options.profiles, options.firmware, options.stories);
  if (!benches) return failed(benches.error());
  const rig::FleetReport report = run_all(models_of(*benches), fleet, options.jobs, session);
  const auto written = write_fleet_report(report, options.report, options.force);
  if (!written) return failed(written.error());
  return fleet_outcome(report, options.report);
}

constexpr const char* kDescription =
    "Update many simulated devices under random faults. Seed and number choose each device's board, story and\n"
    "faults. When the faults are over, resets alone and then the rest of the story must end with a verified\n"
    "image. Each device that fails prints a line that `switchback rig replay` runs again.";

void add_faults(Arguments command, rig::Rates& rates) {
  const char* group = "Faults (probabilities, 0 to 1)";
  const auto add = [&](const char* name, double& rate, const char* help) {
    command.option(name, rate, help).type_name("P").show_default().group(group);
  };
  add("--power-loss-rate", rates.power_loss, "that power fails, for each operation on the flash");
  add("--bit-rot", rates.bit_rot, "that a bit flips, each time that power comes on");
  add("--read-error", rates.read_error, "that a write unit cannot be read any more, each time that power comes on");
  add("--bad-sector", rates.bad_sector, "that a sector fails, each time that power comes on");
  add("--drop-rate", rates.drop, "that a chunk of a download gets lost, for each chunk");
}

}  // namespace

void add_rig_fleet(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("fleet", "Many devices with random faults: how many does it brick?");
  command.description(kDescription);
  command.option("PROFILE", options->profiles, "boards of the fleet, each as frequent as the others").required();
  command.option("--devices", options->fleet.devices, "how many").type_name("N").range(1, kMaxDevices).required();
  command.option("--seed", options->fleet.seed, "chooses the devices and their faults").show_default();
  command.option("--story", options->stories, "only this one; repeat for several; see `switchback rig stories`")
      .one_value_each();
  add_faults(command, options->fleet.rates);
  add_firmware_options(command, options->firmware);
  command.option("--report", options->report, "folder for fleet.json").type_name("DIR");
  command.flag("--force", options->force, "overwrite a report");
  command.option("--shard", options->shard, "only share i of n: see `switchback rig merge`").type_name("i/n");
  command.option("--jobs", options->jobs, "threads").show_default();
  command.runs(run, options);
}

}  // namespace switchback::cli
