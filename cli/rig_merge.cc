// switchback rig merge: the reports of several shards as one.
#include <fmt/format.h>

#include "cli/files.h"
#include "cli/rig.h"
#include "cli/rig_report.h"
#include "rig/report.h"

namespace switchback::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string report;
  bool force = false;
};

Result<rig::Report> load(const std::string& file) {
  const auto bytes = read_input(file);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto report = rig::report_from_json(as_text(*bytes));
  if (report) return report;
  return fail(report.error().code, fmt::format("{}: {}", input_name(file), report.error().message));
}

Outcome run(const Options& options, Session& /*session*/) {
  auto sum = load(options.files.front());
  if (!sum) return failed(sum.error());
  for (std::size_t i = 1; i < options.files.size(); ++i) {
    const auto next = load(options.files[i]);
    if (!next) return failed(next.error());
    if (const auto merged = rig::merge(*sum, *next); !merged) {
      return failed(
          {merged.error().code, fmt::format("{}: not a shard of the same run as {}: {}", input_name(options.files[i]),
                                            input_name(options.files.front()), merged.error().message)});
    }
  }
  const auto written = write_rig_report(*sum, options.report, options.force);
  if (!written) return failed(written.error());
  return rig_outcome(*sum, options.report);
}

}  // namespace

void add_rig_merge(Arguments rig) {
  auto options = std::make_shared<Options>();
  Arguments command = rig.subcommand("merge", "Add up the reports of the shards of one run");
  command.option("FILE", options->files, "report.json of each shard").required();
  command.option("--report", options->report, "folder for the report of them all").type_name("DIR");
  command.flag("--force", options->force, "overwrite a report");
  command.runs(run, options);
}

}  // namespace switchback::cli
