// switchback rig replay: runs one schedule again.
#include <fmt/format.h>

#include "cli/files/outputs.h"
#include "cli/rig/bench.h"
#include "cli/rig/rig.h"
#include "core/flash/sectors.h"
#include "rig/campaign/forged_campaign.h"
#include "rig/campaign/judge.h"
#include "rig/device/trace.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string line;
  std::vector<std::string> profiles;
  FirmwareOptions firmware;
  std::string before;
  std::string after;
  bool trace = false;
  bool force = false;
};

std::string name_of(const rig::Story& story, int index) {
  return index == rig::kNothing ? "nothing" : story.firmware[static_cast<std::size_t>(index)].name;
}

Result<void> dump(const std::string& path, const rig::Cells& cells, const rig::Board& board, bool force) {
  if (path.empty()) return {};
  const auto total = static_cast<std::uint32_t>(flash::total_bytes(board.layout().sectors));
  return write_output(path, cells.bytes(0, total), force);
}

Json verdict_json(const rig::Schedule& schedule, const rig::Story& story, const rig::Verdict& verdict) {
  return {{"replay", rig::replay_line(schedule)},
          {"power_was_cut", verdict.power_was_cut},
          {"bricked", verdict.bricked},
          {"lost", verdict.lost},
          {"wrong", verdict.wrong},
          {"resets_end_with", name_of(story, verdict.resets_end)},
          {"story_ends_with", name_of(story, verdict.rest_ends)},
          {"problems", verdict.problems}};
}

Outcome replay(const Options& options, const rig::Schedule& schedule, const Bench& bench) {
  rig::Story story = bench.stories.front();
  if (schedule.altered) {
    if (!is_possible(story, *schedule.altered)) {
      return failed(Error{ErrorCode::kUsage,
                          "replay line: expected a change within the story's only artefact, of at "
                          "least 32 bytes, found another"});
    }
    story = altered(story, *schedule.altered);
  }
  rig::SimDevice device(*bench.board, story, schedule.seed);
  rig::SimDevice::Snapshot left = device.snapshot();
  rig::Trace trace(*bench.board);
  const auto witness = [&](const rig::Operation& operation, rig::Actor actor) {
    if (operation.number == 0) trace.add("power comes on");
    trace.add(operation, actor);
  };
  if (options.trace) device.set_witness(witness);
  const rig::Verdict verdict =
      run_schedule(device, schedule, &left, options.trace ? witness : rig::SimDevice::Witness());
  if (const auto done = dump(options.before, left.cells, *bench.board, options.force); !done) {
    return failed(done.error());
  }
  if (const auto done = dump(options.after, device.flash().cells(), *bench.board, options.force); !done) {
    return failed(done.error());
  }
  Report report;
  report.json = verdict_json(schedule, story, verdict);
  report.text =
      fmt::format("resets alone end with {}, the whole story ends with {}{}\n", name_of(story, verdict.resets_end),
                  name_of(story, verdict.rest_ends), verdict.lost ? " (lost to damage)" : "");
  if (options.trace) report.json["trace"] = trace.lines();
  std::string told;
  for (const std::string& line : trace.lines()) told += line + "\n";
  report.text = told + report.text;
  if (verdict.holds()) return report;
  std::string message = fmt::format("{}: {}", rig::replay_line(schedule), verdict.bricked ? "bricked" : "failed");
  for (const std::string& problem : verdict.problems) message += "\n  " + problem;
  if (options.trace) message = report.text + message;
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, message}, report.json));
}

// Replays starts with contents that a compromised application left.
Outcome replay_forged(const Options& options, const rig::Schedule& schedule, const Bench& bench) {
  const rig::Story& story = bench.stories.front();
  const rig::Forger forger(*bench.board, story, schedule.seed);
  rig::ForgedDevice device(*bench.board, story, schedule.seed);
  rig::Cells before = device.flash().cells();
  const rig::ForgedVerdict verdict = run_forged_contents(device, forger, *schedule.forged, &before);
  if (const auto done = dump(options.before, before, *bench.board, options.force); !done) return failed(done.error());
  if (const auto done = dump(options.after, device.flash().cells(), *bench.board, options.force); !done) {
    return failed(done.error());
  }
  Report report;
  report.json = {{"replay", rig::replay_line(schedule)},
                 {"contents", forger.text_of(forger.plan(*schedule.forged))},
                 {"starts", verdict.starts},
                 {"unverified_entries", verdict.counts.unverified},
                 {"outside_accesses", verdict.counts.outside},
                 {"problems", verdict.problems}};
  report.text = options.trace ? report.json["contents"].get<std::string>() : "";
  for (const std::string& start : verdict.starts) report.text += start + "\n";
  if (verdict.holds()) return report;
  std::string message = fmt::format("{}{}: failed", report.text, rig::replay_line(schedule));
  for (const std::string& problem : verdict.problems) message += "\n  " + problem;
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, message}, report.json));
}

Outcome run(const Options& options, Session& /*session*/) {
  const auto schedule = rig::parse_replay_line(options.line);
  if (!schedule) return failed(schedule.error());
  const auto benches = schedule->forged ? load_forged_benches(options.profiles, options.firmware)
                                        : load_benches(options.profiles, options.firmware, {schedule->story});
  if (!benches) return failed(benches.error());
  for (const Bench& bench : *benches) {
    if (bench.board->name() != schedule->board || bench.stories.empty()) continue;
    return schedule->forged ? replay_forged(options, *schedule, bench) : replay(options, *schedule, bench);
  }
  return failed(
      Error{ErrorCode::kUsage, fmt::format("--profile: expected the profile named {} with story {}, found none",
                                           schedule->board, schedule->story)});
}

}  // namespace

void add_rig_replay(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("replay", "Run one schedule again, from the line that a failure printed");
  command.option("LINE", options->line, "'v1:board=…,scenario=…,seed=…,cut=…'").required();
  command.option("--profile", options->profiles, "the board's profile").type_name("FILE").required();
  add_firmware_options(command, options->firmware);
  command.option("--before", options->before, "write the flash as the last cut left it: all sectors, in order")
      .type_name("FILE");
  command.option("--after", options->after, "write the flash as it was before the device went on").type_name("FILE");
  command.flag("--trace", options->trace, "print every flash operation, up to the end of the story");
  command.flag("--force", options->force, "overwrite");
  command.runs(run, options);
}

}  // namespace switchback::cli
