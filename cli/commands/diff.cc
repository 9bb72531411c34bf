// switchback diff: makes a patch between any two files, for other tools or `switchback patch`.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/commands/explain_patch.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "manifests/profile/instruction_sets.h"
#include "packer/delta/bsdiff40.h"
#include "packer/delta/delta.h"
#include "packer/patch/patch_file.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string old_file;
  std::string new_file;
  std::string out;
  std::string format = "bsdiff40";
  std::string instructions = "auto";
  std::optional<std::uint32_t> link_address;
  bool raw = false;
  bool explain = false;
  bool force = false;
};

// "auto", and every instruction set by its name.
std::vector<std::string> instruction_choices() {
  std::vector<std::string> choices = {"auto"};
  for (const manifests::NamedInstructionSet& named : manifests::instruction_sets()) choices.emplace_back(named.name);
  return choices;
}

Result<std::vector<std::uint8_t>> make(const Options& options, Bytes base, Bytes target, const host::Progress& progress,
                                       packer::PatchAccount& account) {
  if (options.raw) {
    packer::PatchOptions how;
    how.link_address = options.link_address;
    for (const manifests::NamedInstructionSet& named : manifests::instruction_sets()) {
      if (named.name == options.instructions) how.instructions = named.set;
    }
    return packer::make_patch_file(base, target, how, progress, &account);
  }
  if (options.link_address) return fail(ErrorCode::kUsage, "--link-address: expected --raw as well, found none");
  if (options.instructions != "auto") {
    return fail(ErrorCode::kUsage, "--instructions: expected --raw as well, found none");
  }
  if (options.explain) return fail(ErrorCode::kUsage, "--explain: expected --raw as well, found none");
  const auto records = packer::find_delta(base, target, progress);
  if (!records) return tl::make_unexpected(records.error());
  return packer::encode_bsdiff40(base, target, *records);
}

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto base = read_input(options.old_file);
  if (!base) return failed(base.error());
  const auto target = read_input(options.new_file);
  if (!target) return failed(target.error());
  ProgressLine progress(session);
  packer::PatchAccount account;
  const auto patch = make(options, *base, *target, progress.for_work("diff"), account);
  if (!patch) return failed(patch.error());
  progress.clear();
  if (const auto written = write_output(options.out, *patch, options.force); !written) return failed(written.error());

  Report report;
  report.json = {{"out", options.out},
                 {"format", options.raw ? "raw" : options.format},
                 {"old_size_bytes", base->size()},
                 {"new_size_bytes", target->size()},
                 {"size_bytes", patch->size()},
                 {"sha256", file_digest_hex(*patch)}};
  report.text = fmt::format("{}: {} bytes; `{}` applies it\n", options.out, patch->size(),
                            options.raw ? "switchback patch OLD PATCH --out NEW" : "bspatch OLD NEW PATCH");
  if (options.explain) {
    report.json["explanation"] = patch_json(account);
    report.text += patch_text(account, base->size(), target->size());
  }
  return report;
}

}  // namespace

void add_diff(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("diff", "Write a patch from one file to another, for bspatch or this tool");
  command.option("OLD", options->old_file, "the old file; `-` for standard input").required();
  command.option("NEW", options->new_file, "the new file; `-` for standard input").required();
  command.option("-o,--out", options->out, "the patch; `-` for standard output").type_name("FILE").required();
  command.option("--format", options->format, "format of the patch").one_of({"bsdiff40"}).show_default();
  command.flag("--raw", options->raw, "write an address-aware patch instead, for the command `patch`");
  command
      .option("--instructions", options->instructions,
              "with --raw: instruction set whose branches and calls are predicted")
      .one_of(instruction_choices())
      .show_default();
  command.option("--link-address", options->link_address,
                 "with --raw: address of the first byte of both files; estimated by default");
  command.flag("--explain", options->explain, "with --raw: print the choices, the cost of each part, and a picture");
  command.flag("--force", options->force, "overwrite an existing file");
  command.runs(run, options);
}

}  // namespace switchback::cli
