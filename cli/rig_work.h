// What `rig run` and `rig fleet` take alike, and where the rig's commands put their reports.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "cli/rig.h"
#include "cli/shard.h"

namespace switchback::cli {

struct ReportFolder {
  std::string path;  // empty: no report is wanted
  bool force = false;
};
void add_report_options(Arguments command, ReportFolder& folder, const char* help);

// A file for each name, all of them or none, in the folder, which is made where it is missing. kIo.
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
void add_board_options(Arguments command, WorkOptions& options, const char* profiles_help);
void add_work_options(Arguments command, WorkOptions& options, const char* report_help);

// What is there once all that can be refused before the work has been looked at.
struct Work {
  Shard shard;
  std::vector<Bench> benches;
};
// `files`: of the report. `is_forged`: the story of a compromised application, instead of those that are named. kUsage;
// kIo; kManifest; kKey; kTooBig.
Result<Work> prepare(const WorkOptions& options, std::span<const char* const> files, bool is_forged = false);

// The arguments that chose boards, stories and firmware, to be given again.
std::vector<std::string> arguments_of(const WorkOptions& options);

// Does the work; the milliseconds that it took.
std::uint64_t timed_ms(const std::function<void()>& work);

}  // namespace switchback::cli
