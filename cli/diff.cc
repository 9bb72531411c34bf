// switchback diff: a patch between any two files, for other tools.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "packer/bsdiff40.h"
#include "packer/delta.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string old_file;
  std::string new_file;
  std::string out;
  std::string format = "bsdiff40";
  bool force = false;
};

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto base = read_input(options.old_file);
  if (!base) return failed(base.error());
  const auto target = read_input(options.new_file);
  if (!target) return failed(target.error());
  ProgressLine progress(session);
  const auto records = packer::find_delta(*base, *target, progress.for_work("diff"));
  if (!records) return failed(records.error());
  const auto patch = packer::encode_bsdiff40(*base, *target, *records);
  if (!patch) return failed(patch.error());
  progress.clear();
  if (const auto written = write_output(options.out, *patch, options.force); !written) return failed(written.error());

  Report report;
  report.json = {{"out", options.out},
                 {"format", options.format},
                 {"old_size_bytes", base->size()},
                 {"new_size_bytes", target->size()},
                 {"size_bytes", patch->size()},
                 {"sha256", file_digest_hex(*patch)}};
  report.text = fmt::format("{}: {} bytes; `bspatch OLD NEW PATCH` applies it\n", options.out, patch->size());
  return report;
}

}  // namespace

void add_diff(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("diff", "Write a patch that bspatch applies, from any file to any other");
  command.option("OLD", options->old_file, "what the patch applies to; `-` for standard input").required();
  command.option("NEW", options->new_file, "what it makes; `-` for standard input").required();
  command.option("-o,--out", options->out, "the patch; `-` for standard output").type_name("FILE").required();
  command.option("--format", options->format, "the only one is bsdiff40").one_of({"bsdiff40"}).show_default();
  command.flag("--force", options->force, "overwrite an existing file");
  command.runs(run, options);
}

}  // namespace switchback::cli
