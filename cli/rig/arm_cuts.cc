// switchback rig arm cuts: cuts power between instructions.
#include <fmt/format.h>

#include <mutex>

#include "cli/device_options.h"
#include "cli/progress.h"
#include "cli/rig/bench.h"
#include "cli/rig/rig.h"
#include "cli/rig/work.h"
#include "host/parallel.h"
#include "rig/studies/instruction_cuts.h"

namespace switchback::cli {
namespace {

// Shards of one story: enough to keep all threads busy to the end.
constexpr std::uint32_t kShardsEach = 16;

struct Options {
  MachineOptions machine;
  std::vector<std::string> stories;
  rig::InstructionCutOptions cuts;
};

Json to_json(const std::string& name, const rig::InstructionCutTally& tally) {
  return {{"name", name},
          {"starts", tally.starts},
          {"instructions", tally.instructions},
          {"cuts", tally.cuts},
          {"second_cuts", tally.second_cuts},
          {"ended_old", tally.ended_old},
          {"ended_new", tally.ended_new},
          {"bricked", tally.bricked},
          {"failures", tally.failures}};
}

// The state that all threads share.
struct Bare {
  const manifests::DeviceProfile& profile;
  const rig::ArmProgram& program;
  RootKey key;
};

std::vector<rig::InstructionCutTally> cut_all(const Bare& bare, const std::vector<rig::Story>& stories,
                                              const Options& options, const Shard& shard, Session& session) {
  std::vector<rig::InstructionCutTally> tallies(stories.size());
  std::mutex mutex;
  ProgressLine progress(session);
  const host::Progress show = progress.for_work("rig arm cuts");
  const auto work = [&](std::size_t i) {
    rig::InstructionCutOptions part = options.cuts;
    part.shard = shard.index + shard.count * static_cast<std::uint32_t>(i % kShardsEach);
    part.shards = shard.count * kShardsEach;
    rig::Board board(bare.profile, {bare.key});
    const auto bootloader = std::make_shared<rig::ArmBootloader>(bare.program, bare.profile.bootloader->size_bytes);
    bootloader->compute_on_host();
    board.use_arm_bootloader(bootloader);
    const rig::InstructionCutTally tally = run_instruction_cuts(board, stories[i / kShardsEach], part);
    const std::lock_guard lock(mutex);
    tallies[i / kShardsEach] += tally;
    return true;
  };
  host::run_parallel(stories.size() * kShardsEach, options.machine.jobs, work,
                     [&](std::size_t done, std::size_t total) {
                       if (show) show(fmt::format("{} stories,", stories.size()), done, total);
                     });
  return tallies;
}

std::string line(const std::string& name, const rig::InstructionCutTally& tally) {
  return fmt::format("{:<24}{:>8}{:>16}{:>9}{:>9}{:>11}{:>11}{:>9}{:>9}\n", name, tally.starts, tally.instructions,
                     tally.cuts, tally.second_cuts, tally.ended_old, tally.ended_new, tally.bricked,
                     tally.failures.size());
}

Outcome run(const Options& options, Session& session) {
  if (options.cuts.every == 0) return failed(Error{ErrorCode::kUsage, "--every: expected at least 1, found 0"});
  const auto shard = parse_shard(options.machine.shard);
  if (!shard) return failed(shard.error());
  const auto profile = load_profile(options.machine.profile);
  if (!profile) return failed(profile.error());
  const auto program = load_arm_program(options.machine.firmware.arm_bootloader, *profile);
  if (!program) return failed(program.error());
  const auto benches = load_benches({options.machine.profile}, options.machine.firmware, options.stories);
  if (!benches) return failed(benches.error());
  const Bench& bench = benches->front();
  const std::vector<rig::InstructionCutTally> tallies =
      cut_all({*profile, *program, bench.board->keys().front()}, bench.stories, options, *shard, session);
  Report report;
  rig::InstructionCutTally sum;
  report.json["stories"] = Json::array();
  report.text = fmt::format("{:<24}{:>8}{:>16}{:>9}{:>9}{:>11}{:>11}{:>9}{:>9}\n", bench.board->name(), "starts",
                            "instructions", "cuts", "second", "ended old", "new", "bricked", "failed");
  for (std::size_t i = 0; i < bench.stories.size(); ++i) {
    report.json["stories"].push_back(to_json(bench.stories[i].name, tallies[i]));
    report.text += line(bench.stories[i].name, tallies[i]);
    sum += tallies[i];
  }
  report.text += line("all", sum);
  if (sum.failures.empty()) return report;
  std::string message = report.text;
  for (const std::string& failure : sum.failures) message += failure + "\n";
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, message}, report.json));
}

constexpr const char* kDescription =
    "Run stories on a device whose bootloader is machine code, and cut power after every --every instructions of\n"
    "each start: alone, and with a second cut somewhere in the next start. Afterwards the device must end with a\n"
    "whole, verified image and install the update, as with `rig run`, which cuts inside flash operations.";

}  // namespace

void add_rig_arm_cuts(Arguments arm) {
  auto options = std::make_shared<Options>();
  Arguments command = arm.subcommand("cuts", "Cut power between instructions");
  command.description(kDescription);
  add_board_options(command, options->machine);
  add_story_option(command, options->stories);
  command.option("--every", options->cuts.every, "instructions from one cut to the next").show_default();
  command.option("--offset", options->cuts.offset, "instructions before the first cut of each start").show_default();
  command.option("--seed", options->cuts.seed, "chooses the places of second cuts").show_default();
  command.option("--cut", options->cuts.only_cut, "only the n-th cut of the story; a failure prints it");
  add_shard_options(command, options->machine);
  command.runs(run, options);
}

}  // namespace switchback::cli
