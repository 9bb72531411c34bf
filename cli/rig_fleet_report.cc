#include "cli/rig_fleet_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/files.h"
#include "rig/bound.h"

namespace switchback::cli {
namespace {

using rig::End;

std::filesystem::path path_in(const std::string& folder) { return std::filesystem::path(folder) / "fleet.json"; }

std::string row(const std::string& name, std::size_t width, const rig::FleetTally& tally) {
  return fmt::format("{:<{}} {:>10} {:>10} {:>12} {:>10} {:>8} {:>8} {:>8}\n", name, width, tally.devices(),
                     tally.of(End::kInstalled), tally.of(End::kRolledBack), tally.of(End::kStillOld),
                     tally.of(End::kLost), tally.of(End::kBricked), tally.of(End::kFailed));
}

std::string table(const rig::FleetReport& report) {
  std::size_t width = std::string_view("all").size();
  for (const rig::FleetBoard& board : report.boards) width = std::max(width, board.name.size());
  std::string text = fmt::format("{:<{}} {:>10} {:>10} {:>12} {:>10} {:>8} {:>8} {:>8}\n", "", width, "devices",
                                 "installed", "rolled back", "still old", "lost", "bricked", "failed");
  for (const rig::FleetBoard& board : report.boards) text += row(board.name, width, board.total());
  return text + row("all", width, report.total());
}

std::string summary(const rig::FleetReport& report) {
  const rig::FleetTally all = report.total();
  const rig::FaultCounts& faults = all.faults;
  std::string text = fmt::format(
      "{} of {} devices had faults: {} power losses, {} dropped chunks, {} flipped bits, {} read errors, {} bad and {} "
      "worn sectors\n",
      faults.devices, all.devices(), faults.power_losses, faults.drops, faults.bit_flips, faults.read_errors,
      faults.bad_sectors, faults.worn_sectors);
  text += fmt::format("bricked {} of {}: with 95 % confidence at most {:.3g} in a million\n", all.of(End::kBricked),
                      all.devices(), 1e6 * rig::upper_bound_95(all.of(End::kBricked), all.devices()));
  const auto seconds = static_cast<double>(std::max<std::uint64_t>(report.elapsed_ms, 1)) / 1000;
  text += fmt::format("{:.0f} devices per second\n", static_cast<double>(all.devices()) / seconds);
  if (!report.is_whole()) text += fmt::format("{} of {} shards\n", report.shares.size(), report.options.shares);
  return text;
}

std::string failures_text(const rig::FleetReport& report) {
  std::string text;
  for (const rig::DeviceFailure& failure : report.failures) {
    text += fmt::format("device {} {}: switchback rig replay '{}'\n", failure.device, rig::end_name(failure.end),
                        failure.replay);
  }
  const rig::FleetTally all = report.total();
  const std::uint64_t failures = all.of(End::kBricked) + all.of(End::kFailed);
  if (failures > report.failures.size()) text += fmt::format("and {} more\n", failures - report.failures.size());
  return text;
}

}  // namespace

Result<void> check_fleet_report(const std::string& folder, bool force) {
  std::error_code error;
  if (folder.empty() || force || !std::filesystem::exists(path_in(folder), error)) return {};
  return fail(ErrorCode::kIo, fmt::format("{}: exists already; give another folder, or --force to overwrite",
                                          path_in(folder).string()));
}

Result<void> write_fleet_report(const rig::FleetReport& report, const std::string& folder, bool force) {
  if (folder.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::kIo, fmt::format("{}: cannot be created: {}", folder, error.message()));
  return write_output(path_in(folder).string(), as_bytes(rig::to_json(report)), force);
}

Outcome fleet_outcome(const rig::FleetReport& report, const std::string& folder) {
  Report outcome;
  outcome.json = Json::parse(rig::to_json(report));
  outcome.json.erase("format_version");
  if (!folder.empty()) outcome.json["folder"] = folder;
  outcome.text = table(report) + summary(report) + failures_text(report);
  const rig::FleetTally all = report.total();
  const std::uint64_t bricked = all.of(End::kBricked);
  const std::uint64_t failed = bricked + all.of(End::kFailed);
  if (failed == 0) return outcome;
  const std::string message =
      fmt::format("{} of {} devices failed, {} of them bricked\n{}", failed, all.devices(), bricked, outcome.text);
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, message}, outcome.json));
}

}  // namespace switchback::cli
