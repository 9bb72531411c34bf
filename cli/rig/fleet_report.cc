// The functions of cli/rig/report.h for fleets.

#include <fmt/format.h>

#include <algorithm>

#include "cli/rig/report.h"
#include "rig/report_parts/bound.h"

namespace switchback::cli {
namespace {

using rig::End;

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
  text += fmt::format("bricked {} of {}: with 95 % confidence at most {}\n", all.of(End::kBricked), all.devices(),
                      rig::bound_text(rig::upper_bound_95(all.of(End::kBricked), all.devices())));
  const auto seconds = static_cast<double>(std::max<std::uint64_t>(report.elapsed_ms, 1)) / 1000;
  text += fmt::format("{:.0f} devices per second\n", static_cast<double>(all.devices()) / seconds);
  if (!report.shards.is_whole()) text += fmt::format("{} of {} shards\n", report.shards.done.size(), report.shards.of);
  return text;
}

std::string failures_text(const rig::FleetReport& report) {
  std::string text;
  for (const rig::DeviceFailure& failure : report.failures) {
    text += fmt::format("device {} {}: switchback rig replay '{}'\n", failure.device, rig::end_name(failure.end),
                        failure.replay);
  }
  const std::uint64_t failures = report.total().bad();
  if (failures > report.failures.size()) text += fmt::format("and {} more\n", failures - report.failures.size());
  return text;
}

}  // namespace

Result<void> write_rig_report(const rig::FleetReport& report, const ReportFolder& folder) {
  const std::array contents = {rig::to_json(report), rig::to_junit(report), rig::to_html(report)};
  return write_report(folder, kFleetFiles, contents);
}

Outcome rig_outcome(const rig::FleetReport& report, const ReportFolder& folder) {
  Report outcome;
  outcome.json = Json::parse(rig::to_json(report));
  outcome.json.erase("format_version");
  if (!folder.path.empty()) outcome.json["folder"] = folder.path;
  outcome.text = table(report) + summary(report) + failures_text(report);
  const rig::FleetTally all = report.total();
  if (all.bad() == 0) return outcome;
  const std::string message = fmt::format("{} of {} devices failed, {} of them bricked\n{}", all.bad(), all.devices(),
                                          all.of(End::kBricked), outcome.text);
  return tl::make_unexpected(Failure(Error{ErrorCode::kFaults, message}, outcome.json));
}

}  // namespace switchback::cli
