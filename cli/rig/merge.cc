// switchback rig merge: merges the reports of several shards.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/files/files.h"
#include "cli/rig/report.h"
#include "cli/rig/rig.h"
#include "host/text.h"
#include "rig/campaign_report/report.h"

namespace switchback::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  ReportFolder report;
};

struct File {
  std::string name;
  std::string text;
};

Result<std::vector<File>> load(const std::vector<std::string>& names) {
  std::vector<File> files;
  for (const std::string& name : names) {
    const auto bytes = read_input(name);
    if (!bytes) return tl::make_unexpected(bytes.error());
    files.push_back({input_name(name), std::string(host::as_text(*bytes))});
  }
  return files;
}

// Merges all files into one report.
template <class Report>
Result<Report> add_up(const std::vector<File>& files, Result<Report> (*parse)(std::string_view text)) {
  std::optional<Report> sum;
  for (const File& file : files) {
    auto next = parse(file.text);
    if (!next) return fail(next.error().code, fmt::format("{}: {}", file.name, next.error().message));
    if (!sum) {
      sum = std::move(*next);
    } else if (const auto merged = merge(*sum, *next); !merged) {
      return fail(merged.error().code, fmt::format("{}: not a shard of the same run as {}: {}", file.name,
                                                   files.front().name, merged.error().message));
    }
  }
  return *sum;
}

template <class Report>
Outcome deliver(const Result<Report>& sum, const ReportFolder& folder) {
  return sum ? deliver(*sum, folder) : failed(sum.error());
}

Outcome run(const Options& options, Session& /*session*/) {
  const auto files = load(options.files);
  if (!files) return failed(files.error());
  const auto is_fleet = [](const File& file) { return rig::is_fleet_report(file.text); };
  const auto fleet = std::ranges::find_if(*files, is_fleet);
  if (fleet == files->end()) return deliver(add_up(*files, rig::report_from_json), options.report);
  const auto other = std::ranges::find_if_not(*files, is_fleet);
  if (other == files->end()) return deliver(add_up(*files, rig::fleet_report_from_json), options.report);
  return failed({ErrorCode::kIncompatible, fmt::format("{}: expected a report of `rig fleet` as in {}, found another "
                                                       "file; merge reports of `rig run` and of `rig fleet` separately",
                                                       other->name, fleet->name)});
}

}  // namespace

void add_rig_merge(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("merge", "Add up the reports of the shards of one run");
  command.option("FILE", options->files, "report.json or fleet.json of each shard").required();
  add_report_options(command, options->report, "folder for the merged report");
  command.runs(run, options);
}

}  // namespace switchback::cli
