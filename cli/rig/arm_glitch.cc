// switchback rig arm glitch: glitches every instruction of a start that must refuse.
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "cli/device_options.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "cli/progress.h"
#include "cli/rig/bench.h"
#include "cli/rig/rig.h"
#include "cli/rig/work.h"
#include "core/flash/sectors.h"
#include "host/parallel.h"
#include "rig/studies/glitch.h"

namespace switchback::cli {
namespace {

// Shards of one case: enough to keep all threads busy, and to show progress.
constexpr std::uint32_t kShardsEach = 64;

struct Options {
  MachineOptions machine;
  std::vector<std::string> cases;
  std::vector<std::string> kinds;
  std::string out;
  bool force = false;
  std::uint32_t every = rig::GlitchOptions{}.every;
  bool is_inside = false;
};

struct Found {
  std::string name;
  rig::GlitchTally tally;
};

const std::vector<rig::GlitchKind>& kinds() {
  static const std::vector<rig::GlitchKind> all = {
      rig::GlitchKind::kSkip, rig::GlitchKind::kSkipHalf, rig::GlitchKind::kFlip, rig::GlitchKind::kZero,
      rig::GlitchKind::kOnes, rig::GlitchKind::kBit,      rig::GlitchKind::kFlag, rig::GlitchKind::kSkipTwo};
  return all;
}

const std::vector<rig::GlitchEnd>& ends() {
  static const std::vector<rig::GlitchEnd> all = {rig::GlitchEnd::kRefused, rig::GlitchEnd::kReset,
                                                  rig::GlitchEnd::kHang, rig::GlitchEnd::kElsewhere,
                                                  rig::GlitchEnd::kBypass};
  return all;
}

// Whether it counts as one glitch; two skipped instructions count as two.
bool is_single(rig::GlitchKind kind) { return kind != rig::GlitchKind::kSkipTwo; }

std::uint64_t bypasses(const rig::GlitchTally& tally, bool single) {
  std::uint64_t sum = 0;
  for (const rig::GlitchKind kind : kinds()) {
    if (is_single(kind) == single) sum += tally.count(kind, rig::GlitchEnd::kBypass);
  }
  return sum;
}

std::uint64_t trials(const rig::GlitchTally& tally) {
  std::uint64_t sum = 0;
  for (const rig::GlitchKind kind : kinds()) sum += tally.count(kind);
  return sum;
}

std::string line(const rig::GlitchFinding& finding) {
  const bool has_number = finding.glitch.kind >= rig::GlitchKind::kFlip;
  const bool is_flag = finding.glitch.kind == rig::GlitchKind::kFlag;
  const std::string number = is_flag ? std::string(1, "NZCV"[finding.glitch.number % 4])
                             : finding.glitch.kind == rig::GlitchKind::kFlip
                                 ? std::to_string(finding.glitch.number)
                                 : "r" + std::to_string(finding.glitch.number);
  return fmt::format("{}: {}: {}{} at {:#x} in {}, after {} instructions", name_of(finding.end), finding.case_name,
                     name_of(finding.glitch.kind), has_number ? " " + number : "", finding.address, finding.function,
                     finding.instruction);
}

Json to_json(const Found& found) {
  Json json = {{"name", found.name},
               {"points", found.tally.points},
               {"instructions", found.tally.instructions},
               {"trials", Json::object()},
               {"findings", Json::array()}};
  for (const rig::GlitchKind kind : kinds()) {
    for (const rig::GlitchEnd end : ends()) json["trials"][name_of(kind)][name_of(end)] = found.tally.count(kind, end);
  }
  for (const rig::GlitchFinding& finding : found.tally.findings) {
    json["findings"].push_back({{"end", name_of(finding.end)},
                                {"glitch", name_of(finding.glitch.kind)},
                                {"number", finding.glitch.number},
                                {"address", finding.address},
                                {"function", finding.function},
                                {"instruction", finding.instruction},
                                {"leads_to", finding.leads_to}});
  }
  return json;
}

std::string table(const rig::GlitchTally& tally) {
  std::string text = fmt::format("{:<14}", "glitch");
  for (const char* head : {"trials", "refused", "reset", "hang", "elsewhere", "bypass"}) {
    text += fmt::format("{:>11}", head);
  }
  for (const rig::GlitchKind kind : kinds()) {
    text += fmt::format("\n{:<14}{:>11}", name_of(kind), tally.count(kind));
    for (const rig::GlitchEnd end : ends()) text += fmt::format("{:>11}", tally.count(kind, end));
  }
  return text + "\n";
}

std::vector<rig::GlitchTally> try_all(const rig::ArmProgram& program, std::uint32_t boot_bytes, const rig::Board& board,
                                      const std::vector<rig::GlitchCase>& cases, const Options& options,
                                      const std::vector<rig::GlitchKind>& glitch_kinds, const Shard& shard,
                                      Session& session) {
  std::vector<rig::GlitchTally> tallies(cases.size());
  std::mutex mutex;
  ProgressLine progress(session);
  const host::Progress show = progress.for_work("rig arm glitch");
  const auto work = [&](std::size_t i) {
    rig::GlitchOptions part{.every = options.every, .kinds = glitch_kinds, .is_inside = options.is_inside};
    part.shard = shard.index + shard.count * static_cast<std::uint32_t>(i % kShardsEach);
    part.shards = shard.count * kShardsEach;
    const rig::GlitchCase& about = cases[i / kShardsEach];
    const rig::GlitchTally tally = run_glitches(program, boot_bytes, board, about, part);
    const std::lock_guard lock(mutex);
    tallies[i / kShardsEach] += tally;
    return true;
  };
  host::run_parallel(cases.size() * kShardsEach, options.machine.jobs, work, [&](std::size_t done, std::size_t total) {
    if (show) show(fmt::format("{} cases,", cases.size()), done, total);
  });
  return tallies;
}

Result<void> choose(std::vector<rig::GlitchCase>& cases, const std::vector<std::string>& wanted) {
  for (const std::string& name : wanted) {
    if (std::ranges::any_of(cases, [&](const rig::GlitchCase& one) { return one.name == name; })) continue;
    std::string known;
    for (const rig::GlitchCase& one : cases) known += (known.empty() ? "" : ", ") + one.name;
    return fail(ErrorCode::kUsage, fmt::format("--case: expected one of {}; found {}", known, name));
  }
  if (wanted.empty()) return {};
  std::erase_if(cases, [&](const rig::GlitchCase& one) { return std::ranges::find(wanted, one.name) == wanted.end(); });
  return {};
}

Result<std::vector<rig::GlitchKind>> choose_kinds(const std::vector<std::string>& wanted) {
  std::vector<rig::GlitchKind> chosen;
  for (const std::string& name : wanted) {
    const auto named = std::ranges::find(kinds(), name, [](rig::GlitchKind kind) { return name_of(kind); });
    if (named == kinds().end()) {
      std::string known;
      for (const rig::GlitchKind kind : kinds()) known += (known.empty() ? "" : ", ") + std::string(name_of(kind));
      return fail(ErrorCode::kUsage, fmt::format("--kind: expected one of {}; found {}", known, name));
    }
    chosen.push_back(*named);
  }
  return chosen;
}

// Writes the case's flash for other machines; tries no glitch.
Outcome write_flash(const rig::GlitchCase& about, const rig::ArmProgram& program,
                    const manifests::DeviceProfile& profile, const Options& options) {
  const std::size_t flash_bytes = flash::total_bytes(profile.sectors);
  const Bytes cells = about.cells.bytes(0, flash_bytes);
  std::vector<std::uint8_t> flash(cells.begin(), cells.end());
  std::ranges::copy(program.bytes, flash.begin());
  const auto written = write_output(options.out, flash, options.force);
  if (!written) return failed(written.error());
  Report report;
  report.json = {{"name", about.name}, {"entry_address", about.entry_address}};
  report.text = fmt::format("{}: if the image starts, it starts at {:#x}\n", about.name, about.entry_address);
  return report;
}

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto shard = parse_shard(options.machine.shard);
  if (!shard) return failed(shard.error());
  const auto profile = load_profile(options.machine.profile);
  if (!profile) return failed(profile.error());
  const auto program = load_arm_program(options.machine.firmware.arm_bootloader, *profile);
  if (!program) return failed(program.error());
  auto key = load_private_key(options.machine.firmware.signing_key);
  if (!key) return failed(key.error());
  const rig::Workshop workshop(std::move(*key));
  const rig::Board board(*profile, {workshop.root_key()});
  auto cases = rig::make_glitch_cases(board, *profile, workshop);
  if (const auto chosen = choose(cases, options.cases); !chosen) return failed(chosen.error());

  if (!options.out.empty()) {
    if (cases.size() == 1) return write_flash(cases.front(), *program, *profile, options);
    return failed(Error{ErrorCode::kUsage, "--out: expected exactly one --case, whose flash is written"});
  }
  const auto wanted_kinds = choose_kinds(options.kinds);
  if (!wanted_kinds) return failed(wanted_kinds.error());
  std::vector<rig::GlitchTally> tallies;
  const std::uint64_t elapsed_ms = timed_ms([&] {
    tallies = try_all(*program, profile->bootloader->size_bytes, board, cases, options, *wanted_kinds, *shard, session);
  });
  Report report;
  rig::GlitchTally sum;
  report.json["cases"] = Json::array();
  std::string findings;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::ranges::sort(tallies[i].findings, {}, &rig::GlitchFinding::instruction);
    report.json["cases"].push_back(to_json({cases[i].name, tallies[i]}));
    sum += tallies[i];
    const bool any = bypasses(tallies[i], true) + bypasses(tallies[i], false) != 0;
    report.text += fmt::format(
        "{}: {} instructions glitched of {} executed, {} trials, {}\n", cases[i].name, tallies[i].points,
        tallies[i].instructions, trials(tallies[i]),
        any ? fmt::format("{} BYPASSES", bypasses(tallies[i], true) + bypasses(tallies[i], false)) : "no bypass");
    for (const rig::GlitchFinding& finding : tallies[i].findings) {
      if (finding.end == rig::GlitchEnd::kBypass) findings += line(finding) + "\n";
    }
  }
  const std::uint64_t per_minute = trials(sum) * 60'000 / std::max<std::uint64_t>(elapsed_ms, 1);
  report.json["elapsed_ms"] = elapsed_ms;
  report.text += "\n" + table(sum) + fmt::format("\n{} trials a minute\n", per_minute) + findings;
  if (bypasses(sum, true) == 0) return report;
  const std::string message =
      fmt::format("a refused image ran after {} single glitches\n{}", bypasses(sum, true), report.text);
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, message}, report.json));
}

constexpr const char* kDescription =
    "Start a device that holds an image which must not run, and damage one instruction of the start: it is skipped,\n"
    "one of its bits is inverted, or its result is changed. An instruction that is executed at most --every times\n"
    "is damaged each time, another at its first, middle and last time. Inside the multiplication of points an\n"
    "instruction is damaged only with --multiplication. The image must start neither in this start nor in the next. "
    "Trials that skip\n"
    "two instructions together are counted separately. If a single glitch is a bypass, the exit code is 13.";

}  // namespace

void add_rig_arm_glitch(Arguments arm) {
  auto options = std::make_shared<Options>();
  Arguments command = arm.subcommand("glitch", "Skip or change every instruction that decides about an image");
  command.description(kDescription);
  add_board_options(command, options->machine);
  command.option("--case", options->cases, "only this case; repeatable").one_value_each();
  command.option("--kind", options->kinds, "only this glitch, by its name in the table; repeatable").one_value_each();
  command
      .option("-o,--out", options->out,
              "try nothing; write the flash of the one --case, with the bootloader; `-` for standard output")
      .type_name("FILE");
  command.flag("--force", options->force, "overwrite an existing file");
  command.option("--every", options->every, "glitch an instruction each time if it is executed at most this many times")
      .show_default();
  command.flag("--multiplication", options->is_inside,
               "damage only the inside of the multiplication of points, which is otherwise left out");
  add_shard_options(command, options->machine);
  command.runs(run, options);
}

}  // namespace switchback::cli
