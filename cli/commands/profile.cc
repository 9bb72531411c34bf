// switchback profile: checks a device profile, or makes the bootloader's constants from it.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/device_options.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "host/text.h"
#include "manifests/profile/boot_config.h"
#include "manifests/profile/fit.h"
#include "manifests/profile/instruction_sets.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> keys;
  std::string out = "-";
  bool force = false;
};

Outcome check(const Options& options, Session& /*session*/) {
  const auto profile = load_profile(options.file);
  if (!profile) return failed(profile.error());
  const std::uint32_t largest = manifests::max_image_bytes(*profile);
  Report report;
  report.json = {{"file", input_name(options.file)},
                 {"name", profile->name},
                 {"strategy", profile->strategy == manifests::Strategy::kSwap ? "swap" : "ab"},
                 {"max_image_size_bytes", largest},
                 {"decoder_ram_bytes", profile->decoder_ram_bytes},
                 {"max_window_bits", profile->max_window_bits},
                 {"patch", profile->has_patch},
                 {"instructions", manifests::name_of(profile->instructions).name},
                 {"profile", Json::parse(manifests::write_profile(*profile))}};
  report.text =
      fmt::format("{}: valid profile {}; images up to {} bytes\n", input_name(options.file), profile->name, largest);
  return report;
}

Outcome header(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto profile = load_profile(options.file);
  if (!profile) return failed(profile.error());
  const auto keys = load_trusted_keys(options.keys);
  if (!keys) return failed(keys.error());
  const auto text = manifests::boot_config_header(*profile, *keys);
  if (!text) return failed(text.error());
  if (const auto written = write_output(options.out, host::as_bytes(*text), options.force); !written) {
    return failed(written.error());
  }
  Report report;
  report.json = {
      {"file", input_name(options.file)}, {"name", profile->name}, {"keys", keys->size()}, {"out", options.out}};
  if (options.out != "-")
    report.text = fmt::format("{}: constants of {} with {} keys\n", options.out, profile->name, keys->size());
  return report;
}

}  // namespace

void add_profile(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("profile", "Check a device profile, or generate a bootloader's constants from it");
  command.require_subcommand();
  Arguments checker = command.subcommand("check", "Check a profile, and print the size of the largest image");
  checker.option("PROFILE", options->file, "the profile; `-` for standard input").required();
  checker.runs(check, options);
  Arguments generator = command.subcommand("header", "Write the C++ header with a bootloader's constants");
  generator.option("PROFILE", options->file, "the profile; `-` for standard input").required();
  generator.option("--key", options->keys, "public key that the bootloader trusts; repeatable")
      .type_name("FILE")
      .required()
      .one_value_each();
  generator.option("-o,--out", options->out, "the header; default: standard output").type_name("FILE");
  generator.flag("--force", options->force, "overwrite an existing file");
  generator.runs(header, options);
}

}  // namespace switchback::cli
