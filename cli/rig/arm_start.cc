// switchback rig arm start: runs a bootloader on a dump of a device's flash.
#include <fmt/format.h>

#include <algorithm>

#include "cli/device_options.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/rig/bench.h"
#include "cli/rig/rig.h"
#include "core/flash/sectors.h"
#include "rig/studies/dump_start.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string profile;
  std::string bootloader;
  std::string flash;
  std::string out;
  std::uint32_t watchdog_ms = 0;
  bool force = false;
};

struct Ending {
  const char* name;
  const char* text;
  bool is_fault;
};

Ending ending_of(const rig::ArmMachine::Run& run) {
  using End = rig::ArmMachine::End;
  switch (run.end) {
    case End::kApplication:
      return {"application", "leaves the bootloader for", false};
    case End::kWaiting:
      return {"waiting", "has nothing to start, and waits at", false};
    case End::kReset:
      if (run.by_watchdog) return {"watchdog", "is reset by the watchdog at", true};
      return {"reset", "asks for a reset at", false};
    case End::kFault:
      return {"fault", "locks up at", true};
    case End::kRunaway:
      return {"runaway", "does not end, and was stopped at", true};
  }
  return {};
}

std::uint64_t ms_of(std::uint64_t cycles) { return (cycles + rig::kCyclesPerMs - 1) / rig::kCyclesPerMs; }

Report report_of(const rig::DumpStart& start, const Ending& ending) {
  Report report;
  report.json = {{"end", ending.name},
                 {"address", start.run.address},
                 {"console", start.run.console},
                 {"operations", start.operations},
                 {"misuses", start.misuses},
                 {"time_ms", ms_of(start.cycles)},
                 {"longest_unfed_ms", ms_of(start.longest_unfed)}};
  report.text = start.run.console;
  std::erase(report.text, '\r');
  if (!report.text.empty() && report.text.back() != '\n') report.text += '\n';
  report.text +=
      fmt::format("{} {:#010x} after {} ms, {} programs and erases\nat most {} ms without feeding the watchdog\n",
                  ending.text, start.run.address, ms_of(start.cycles), start.operations, ms_of(start.longest_unfed));
  for (const std::string& misuse : start.misuses) report.text += misuse + "\n";
  return report;
}

//   kIo:    cannot be read
//   kUsage: the dump is not of the whole flash, or has another bootloader
Result<std::vector<std::uint8_t>> load_dump(const std::string& file, const rig::ArmProgram& program,
                                            std::size_t size_bytes) {
  auto dump = read_input(file);
  if (!dump) return dump;
  if (dump->size() != size_bytes) {
    return fail(ErrorCode::kUsage, fmt::format("{}: expected all {} bytes of the flash, found {}", input_name(file),
                                               size_bytes, dump->size()));
  }
  if (std::equal(program.bytes.begin(), program.bytes.end(), dump->begin())) return dump;
  return fail(ErrorCode::kUsage, fmt::format("{}: expected the bootloader of --arm-bootloader at its start, found "
                                             "another",
                                             input_name(file)));
}

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto profile = load_profile(options.profile);
  if (!profile) return failed(profile.error());
  const auto program = load_arm_program(options.bootloader, *profile);
  if (!program) return failed(program.error());
  const std::size_t flash_bytes = flash::total_bytes(profile->sectors);
  const auto dump = load_dump(options.flash, *program, flash_bytes);
  if (!dump) return failed(dump.error());
  const rig::Board board(*profile, {});
  const rig::DumpStart start =
      start_from_dump(*program, profile->bootloader->size_bytes, board, *dump, options.watchdog_ms);
  if (!options.out.empty()) {
    const auto written = write_output(options.out, start.flash, options.force);
    if (!written) return failed(written.error());
  }
  const Ending ending = ending_of(start.run);
  Report report = report_of(start, ending);
  if (!ending.is_fault && start.misuses.empty()) return report;
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, report.text}, report.json));
}

constexpr const char* kDescription =
    "Start a bootloader's machine code once, from power on, on an emulated nRF51 whose flash holds the content of\n"
    "a dump. Print the bootloader's own output, the end of the start and its time. The time counts one cycle for\n"
    "each instruction, and the work of the flash controller: a device takes longer, never less.";

}  // namespace

void add_rig_arm_start(Arguments arm) {
  auto options = std::make_shared<Options>();
  Arguments command = arm.subcommand("start", "Start a bootloader once with a dump of a device's flash");
  command.description(kDescription);
  command.option("PROFILE", options->profile, "the board").required();
  command
      .option("--arm-bootloader", options->bootloader,
              "the bootloader as ELF file, run instruction by instruction (nRF51)")
      .type_name("FILE")
      .required();
  command.option("--flash", options->flash, "the dump of the whole flash, with the bootloader; `-` for standard input")
      .type_name("FILE")
      .required();
  command.option("-o,--out", options->out, "write the flash as it is afterwards; `-` for standard output")
      .type_name("FILE");
  command
      .option("--watchdog", options->watchdog_ms, "period of a watchdog that already runs at the start, in ms; 0: none")
      .type_name("MS")
      .show_default();
  command.flag("--force", options->force, "overwrite an existing file");
  command.runs(run, options);
}

}  // namespace switchback::cli
