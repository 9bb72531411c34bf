#include "cli/rig/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace switchback::cli {
namespace {

Json counts_json(const rig::Counts& counts) {
  return {{"schedules", counts.schedules}, {"ended_old", counts.ended_old}, {"ended_new", counts.ended_new},
          {"lost", counts.lost},           {"bricked", counts.bricked},     {"wrong", counts.wrong},
          {"failed", counts.failed}};
}

Json forged_json(const rig::ForgedCounts& counts) {
  Json json;
  for (const rig::ForgedFigure& figure : rig::kForgedFigures) json[figure.name] = counts.*figure.count;
  return json;
}

Json story_json(const rig::Tally& story) {
  Json json = {{"board", story.board},
               {"story", story.name},
               {"operations", story.operations},
               {"least_operations", story.least_operations}};
  for (const auto& [k, starts] : story.waits) json["waits"].push_back({k, starts});
  for (std::size_t i = 0; i < rig::kScheduleKinds; ++i) {
    json["faults"][rig::kind_name(static_cast<rig::ScheduleKind>(i))] = counts_json(story.counts[i]);
  }
  if (story.forged.contents != 0) json["forged"] = forged_json(story.forged);
  json["failures"] = Json::array();
  for (const rig::Failure& failure : story.failures) {
    json["failures"].push_back(
        {{"kind", rig::kind_name(failure.kind)}, {"replay", failure.replay}, {"problems", failure.problems}});
  }
  return json;
}

Json report_json(const rig::CampaignReport& report, const ReportFolder& folder) {
  Json json = {{"seed", report.options.seed},
               {"shards", {{"of", report.shards.of}, {"done", Json::array()}}},
               {"stories", Json::array()}};
  for (const std::uint32_t shard : report.shards.done) json["shards"]["done"].push_back(shard + 1);
  for (const rig::BoardReport& board : report.boards) {
    for (const rig::Tally& story : board.stories) json["stories"].push_back(story_json(story));
  }
  json["total"] = counts_json(report.total());
  if (!folder.path.empty()) json["report"] = folder.path;
  return json;
}

std::string row(const std::string& name, std::size_t width, std::uint64_t operations, const rig::Counts& counts) {
  return fmt::format("  {:<{}} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8} {:>8}\n", name, width, operations,
                     counts.schedules, counts.ended_old, counts.ended_new, counts.lost, counts.bricked, counts.failed);
}

std::string board_text(const rig::BoardReport& board) {
  std::size_t width = std::string_view("all").size();
  for (const rig::Tally& story : board.stories) width = std::max(width, story.name.size());
  std::string text = fmt::format("{}\n  {:<{}} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8} {:>8}\n", board.name, "", width,
                                 "operations", "schedules", "ended old", "new", "lost", "bricked", "failed");
  std::uint64_t operations = 0;
  for (const rig::Tally& story : board.stories) {
    operations += story.operations;
    text += row(story.name, width, story.operations, story.total());
  }
  return text + row("all", width, operations, board.total()) + "\n";
}

std::string forged_text(const rig::CampaignReport& report) {
  std::size_t width = 0;
  for (const rig::BoardReport& board : report.boards) width = std::max(width, board.name.size());
  std::string text =
      fmt::format("{:<{}} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8} {:>8} {:>8}\n", "", width, "contents",
                  "starts", "entries", "unverified", "outside", "endless", "floors", "journals", "failed");
  const auto row = [&](const std::string& name, const rig::ForgedCounts& counts, std::uint64_t failed) {
    text += fmt::format("{:<{}} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8} {:>8} {:>8}\n", name, width,
                        counts.contents, counts.starts, counts.entries, counts.unverified, counts.outside,
                        counts.endless, counts.floors_lost, counts.journals_stuck, failed);
  };
  for (const rig::BoardReport& board : report.boards) row(board.name, board.forged(), board.total().failed);
  if (report.boards.size() > 1) row("all", report.forged(), report.total().failed);
  const rig::ForgedCounts all = report.forged();
  return text + fmt::format(
                    "{} contents: {} unverified entries, {} accesses outside, {} endless starts; the longest "
                    "start: {} operations, {} instructions of machine code\n",
                    all.contents, all.unverified, all.outside, all.endless, all.most_operations, all.most_instructions);
}

std::string failures_text(const rig::Tally& story) {
  std::string text;
  for (const rig::Failure& failure : story.failures) {
    text += fmt::format("{}: switchback rig replay '{}'\n", rig::kind_name(failure.kind), failure.replay);
    for (const std::string& problem : failure.problems) text += "    " + problem + "\n";
  }
  const std::uint64_t failed = story.total().failed;
  if (failed > story.failures.size()) {
    text += fmt::format("and {} more failures of {} on {}\n", failed - story.failures.size(), story.name, story.board);
  }
  return text;
}

// The most starts of any story until an image runs, by the operations for which power lasts.
std::string waits_text(const rig::BoardReport& board) {
  std::map<std::uint64_t, std::uint32_t> waits;
  for (const rig::Tally& story : board.stories) {
    for (const auto& [k, starts] : story.waits) waits[k] = std::max(waits[k], starts);
  }
  if (waits.empty()) return "";
  std::string text = fmt::format("{}: power for N operations in every start: starts until an image runs:", board.name);
  for (const auto& [k, starts] : waits) text += fmt::format(" {}:{}", k, starts);
  return text + "\n";
}

std::string report_text(const rig::CampaignReport& report) {
  std::string text;
  std::string failures;
  if (report.options.forged) text += forged_text(report);
  for (const rig::BoardReport& board : report.boards) {
    if (!report.options.forged) text += board_text(board);
    text += waits_text(board);
    for (const rig::Tally& story : board.stories) failures += failures_text(story);
  }
  const rig::Counts all = report.total();
  if (!report.options.forged)
    text += fmt::format("{} schedules: {} ended old, {} new, {} lost to damage, {} bricked, {} failed\n", all.schedules,
                        all.ended_old, all.ended_new, all.lost, all.bricked, all.failed);
  if (!report.shards.is_whole()) text += fmt::format("{} of {} shards\n", report.shards.done.size(), report.shards.of);
  return text + failures;
}

}  // namespace

Result<void> write_rig_report(const rig::CampaignReport& report, const ReportFolder& folder) {
  const std::array contents = {rig::to_junit(report), rig::to_html(report), rig::to_json(report)};
  return write_report(folder, kRigFiles, contents);
}

Outcome rig_outcome(const rig::CampaignReport& report, const ReportFolder& folder) {
  Report outcome;
  outcome.json = report_json(report, folder);
  outcome.text = report_text(report);
  const rig::Counts all = report.total();
  if (all.failed == 0) return outcome;
  return tl::make_unexpected(
      Failure(Error{ErrorCode::kFaults, fmt::format("{} of {} schedules failed, {} bricked\n{}", all.failed,
                                                    all.schedules, all.bricked, outcome.text)},
              outcome.json));
}

}  // namespace switchback::cli
