#include "cli/rig/work.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "cli/files/outputs.h"
#include "cli/rig/bench.h"
#include "host/text.h"

namespace switchback::cli {
namespace {

std::filesystem::path path_in(const ReportFolder& folder, const char* name) {
  return std::filesystem::path(folder.path) / name;
}

// The folder itself, or its nearest existing parent.
std::filesystem::path nearest_existing(std::filesystem::path path) {
  std::error_code error;
  while (!path.empty() && !std::filesystem::exists(path, error)) path = path.parent_path();
  return path.empty() ? "." : path;
}

// Checks in advance, as far as possible, that write_report() will succeed.
// kIo: a file exists and force is off, or the folder cannot be created or written.
Result<void> check_folder(const ReportFolder& folder, std::span<const char* const> names) {
  if (folder.path.empty()) return {};
  std::error_code error;
  for (const char* name : names) {
    if (folder.force || !std::filesystem::exists(path_in(folder, name), error)) continue;
    return fail(ErrorCode::kIo, fmt::format("{}: exists already; give another folder, or --force to overwrite",
                                            path_in(folder, name).string()));
  }
  const std::filesystem::path place = nearest_existing(folder.path);
  if (std::filesystem::is_directory(place, error) && ::access(place.c_str(), W_OK | X_OK) == 0) return {};
  return fail(ErrorCode::kIo, fmt::format("--report: expected a writable folder, found {}", place.string()));
}

}  // namespace

void add_report_options(Arguments command, ReportFolder& folder, const char* help) {
  command.option("--report", folder.path, help).type_name("DIR");
  command.flag("--force", folder.force, "overwrite a report");
}

Result<void> write_report(const ReportFolder& folder, std::span<const char* const> names,
                          std::span<const std::string> contents) {
  if (folder.path.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(folder.path, error);
  if (error) return fail(ErrorCode::kIo, fmt::format("{}: cannot be created: {}", folder.path, error.message()));
  Outputs outputs(folder.force);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (auto added = outputs.add(path_in(folder, names[i]).string(), host::as_bytes(contents[i])); !added) return added;
  }
  return outputs.commit();
}

void add_story_option(Arguments command, std::vector<std::string>& stories) {
  command.option("--story", stories, "only this story; repeatable; see `switchback rig stories`").one_value_each();
}

void add_shard_options(Arguments command, std::string& shard, unsigned& jobs, const char* shard_help) {
  command.option("--shard", shard, shard_help).type_name("i/n");
  command.option("--jobs", jobs, "threads").show_default();
}

void add_board_options(Arguments command, WorkOptions& options, const char* profiles_help) {
  command.option("PROFILE", options.profiles, profiles_help).required();
  add_story_option(command, options.stories);
}

void add_work_options(Arguments command, WorkOptions& options, const char* report_help) {
  add_firmware_options(command, options.firmware);
  add_report_options(command, options.report, report_help);
  add_shard_options(command, options.shard, options.jobs, "only the i-th of n shares; see `switchback rig merge`");
}

void add_board_options(Arguments command, MachineOptions& options) {
  command.option("PROFILE", options.profile, "profile of the board").required();
  add_machine_options(command, options.firmware);
}

void add_shard_options(Arguments command, MachineOptions& options) {
  add_shard_options(command, options.shard, options.jobs, "only the i-th of n shares");
}

Result<Work> prepare(const WorkOptions& options, std::span<const char* const> files, bool is_forged) {
  const auto shard = parse_shard(options.shard);
  if (!shard) return tl::make_unexpected(shard.error());
  if (const auto free = check_folder(options.report, files); !free) return tl::make_unexpected(free.error());
  auto benches = is_forged ? load_forged_benches(options.profiles, options.firmware)
                           : load_benches(options.profiles, options.firmware, options.stories);
  if (!benches) return tl::make_unexpected(benches.error());
  return Work{*shard, std::move(*benches)};
}

std::vector<std::string> arguments_of(const WorkOptions& options) {
  std::vector<std::string> all = options.profiles;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) all.insert(all.end(), {name, value});
  };
  for (const std::string& story : options.stories) add("--story", story);
  add("--old", options.firmware.old_image);
  add("--new", options.firmware.new_image);
  for (const std::string& artefact : options.firmware.artefacts) add("--artefact", artefact);
  for (const std::string& key : options.firmware.keys) add("--key", key);
  add("--arm-bootloader", options.firmware.arm_bootloader);
  add("--signing-key", options.firmware.signing_key);
  return all;
}

std::uint64_t timed_ms(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  work();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

}  // namespace switchback::cli
