// switchback verify: tells if a device would accept a file, and if not, why.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/commands/release_check.h"
#include "cli/device_options.h"
#include "cli/files/files.h"
#include "cli/keys.h"
#include "cli/report.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> keys;
  std::string as;
  std::string base;
  std::string signature;
  DeviceOptions device;
};

Result<void> fill(const Options& options, verifier::Options& how, std::vector<std::uint8_t>& base) {
  if (!options.as.empty()) how.as = options.as == "image" ? verifier::Kind::kImage : verifier::Kind::kPackage;
  if (options.base.empty()) return {};
  auto content = read_input(options.base);
  if (!content) return tl::make_unexpected(content.error());
  base = std::move(*content);
  how.base = base;
  return {};
}

Outcome verify_artefact(const Options& options, Bytes file, const std::vector<RootKey>& keys) {
  Device device;
  if (const auto loaded = device.load(options.device); !loaded) return failed(loaded.error());
  verifier::Options how;
  std::vector<std::uint8_t> base;
  if (const auto filled = fill(options, how, base); !filled) return failed(filled.error());
  device.apply_to(how);

  const std::string name = input_name(options.file);
  const verifier::Verdict verdict = verifier::verify_file(file, keys, how);
  if (!ok(verdict.reason)) return tl::make_unexpected(refusal(name, file, verdict));
  Report report;
  report.json["file"] = name;
  report.json.update(verdict_json(file, verdict));
  const char* kind = verdict.kind == verifier::Kind::kImage ? "image" : "package";
  report.text = fmt::format("{}: accepted as {}\n{}", name, kind, facts_text(file, verdict.facts));
  for (const std::string& note : verdict.notes) report.text += fmt::format("  note: {}\n", note);
  return report;
}

Outcome run(const Options& options, Session& /*session*/) {
  const auto content = read_input(options.file);
  if (!content) return failed(content.error());
  if (options.as.empty() && looks_like_json(*content)) {
    return verify_release(options.file, *content, options.keys, options.signature);
  }
  const auto keys = load_trusted_keys(options.keys);
  if (!keys) return failed(keys.error());
  return verify_artefact(options, *content, *keys);
}

}  // namespace

void add_verify(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("verify", "Check whether a device would accept an artefact or a release.json");
  command.option("FILE", options->file, "the file to verify; `-` for standard input").required();
  command.option("--key", options->keys, "trusted public key; repeatable")
      .type_name("FILE")
      .required()
      .one_value_each();
  command.option("--as", options->as, "treat the file as an image or as a package, whatever its flags say")
      .one_of({"image", "package"});
  command
      .option("--base", options->base,
              "the installed image: deltas are rebuilt from it; its version and counter are the device's")
      .type_name("FILE");
  command.option("--signature", options->signature, "signature of a release.json; default: FILE.sig").type_name("FILE");
  add_device_options(command, options->device);
  command.runs(run, options);
}

}  // namespace switchback::cli
