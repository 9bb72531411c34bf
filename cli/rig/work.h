// Options shared by the commands of `rig`, and the folders of its reports.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "cli/rig/bench.h"
#include "cli/rig/shard.h"

namespace switchback::cli {

struct ReportFolder {
  std::string path;  // empty: no report
  bool force = false;
};
void add_report_options(Arguments command, ReportFolder& folder, const char* help);

// Writes a file for each name, all or none; creates the folder if needed. Errors: those of Outputs.
Result<void> write_report(const ReportFolder& folder, std::span<const char* const> names,
                          std::span<const std::string> contents);

struct WorkOptions {
  std::vector<std::string> profiles;
  std::vector<std::string> stories;
  FirmwareOptions firmware;
  std::string shard;
  ReportFolder report;
  unsigned jobs = std::thread::hardware_concurrency();
};
void add_story_option(Arguments command, std::vector<std::string>& stories);
// --shard and --jobs.
void add_shard_options(Arguments command, std::string& shard, unsigned& jobs, const char* shard_help);
void add_board_options(Arguments command, WorkOptions& options, const char* profiles_help);
void add_work_options(Arguments command, WorkOptions& options, const char* report_help);

// Options shared by the studies of machine code (`rig arm`): a board, its bootloader, and a shard
// of the work.
struct MachineOptions {
  std::string profile;
  FirmwareOptions firmware;
  std::string shard;
  unsigned jobs = std::thread::hardware_concurrency();
};
// PROFILE and the machine code's options.
void add_board_options(Arguments command, MachineOptions& options);
void add_shard_options(Arguments command, MachineOptions& options);

// The shard and the benches, after all checks that can be made before the work.
struct Work {
  Shard shard;
  std::vector<Bench> benches;
};
// `files` are the report's. `is_forged` selects the compromised application's story, and ignores
// named stories. Errors: kUsage, kIo, kManifest, kKey, kFormat, kTooBig.
Result<Work> prepare(const WorkOptions& options, std::span<const char* const> files, bool is_forged = false);

// The arguments that chose boards, stories and firmware, to repeat the run.
std::vector<std::string> arguments_of(const WorkOptions& options);

// Runs `work` and returns its duration in milliseconds.
std::uint64_t timed_ms(const std::function<void()>& work);

}  // namespace switchback::cli
