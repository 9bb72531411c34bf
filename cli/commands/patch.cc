// switchback patch: applies patches of `switchback diff --raw`, with the device's decoder.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/report.h"
#include "packer/patch/patch_file.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string old_file;
  std::string patch;
  std::string out;
  bool force = false;
};

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto base = read_input(options.old_file);
  if (!base) return failed(base.error());
  const auto patch = read_input(options.patch);
  if (!patch) return failed(patch.error());
  const auto target = packer::apply_patch_file(*base, *patch);
  if (!target) {
    return fail(target.error().code, fmt::format("{}: {}", input_name(options.patch), target.error().message));
  }
  if (const auto written = write_output(options.out, *target, options.force); !written) return failed(written.error());

  const std::string digest = file_digest_hex(*target);
  Report report;
  report.json = {{"out", options.out}, {"size_bytes", target->size()}, {"sha256", digest}};
  report.text = fmt::format("{}: {} bytes, SHA-256 {}\n", options.out, target->size(), digest);
  return report;
}

}  // namespace

void add_patch(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("patch", "Apply a raw patch from `diff`, as a device does");
  command.option("OLD", options->old_file, "the old file; `-` for standard input").required();
  command.option("PATCH", options->patch, "the patch; `-` for standard input").required();
  command.option("-o,--out", options->out, "the new file; `-` for standard output").type_name("FILE").required();
  command.flag("--force", options->force, "overwrite an existing file");
  command.runs(run, options);
}

}  // namespace switchback::cli
