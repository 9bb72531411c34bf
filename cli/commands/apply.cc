// switchback apply: runs the device's decoder on the host, from package and base to the new image.
#include <fmt/core.h>

#include <memory>

#include "cli/commands.h"
#include "cli/device_options.h"
#include "cli/files/files.h"
#include "cli/files/outputs.h"
#include "cli/keys.h"
#include "cli/report.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string package;
  std::string base;
  std::string out;
  std::vector<std::string> keys;
  bool force = false;
  DeviceOptions device;
};

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.out); !claimed) return failed(claimed.error());
  const auto keys = load_trusted_keys(options.keys);
  if (!keys) return failed(keys.error());
  Device device;
  if (const auto loaded = device.load(options.device); !loaded) return failed(loaded.error());
  const auto package = read_input(options.package);
  if (!package) return failed(package.error());
  Result<std::vector<std::uint8_t>> base;
  if (!options.base.empty()) base = read_input(options.base);
  if (!base) return failed(base.error());

  verifier::Options how;
  how.as = verifier::Kind::kPackage;
  how.trust = keys->empty() ? verifier::Trust::kDigestOnly : verifier::Trust::kKeys;
  if (!options.base.empty()) how.base = *base;
  device.apply_to(how);
  const std::string name = input_name(options.package);
  const verifier::Verdict verdict = verifier::verify_file(*package, *keys, how);
  if (!ok(verdict.reason)) return tl::make_unexpected(refusal(name, *package, verdict));
  if (verdict.rebuilt.empty()) {
    return fail(ErrorCode::kUsage,
                fmt::format("--base: expected the installed image, because {} is a delta; found none", name));
  }
  if (const auto written = write_output(options.out, verdict.rebuilt, options.force); !written) {
    return failed(written.error());
  }
  Report report;
  report.json["file"] = name;
  report.json["out"] = options.out;
  report.json["signature_checked"] = !keys->empty();
  report.json.update(verdict_json(*package, verdict));
  report.text = fmt::format("rebuilt {}: {} bytes, SHA-256 {}\n", options.out, verdict.rebuilt.size(),
                            file_digest_hex(verdict.rebuilt));
  if (keys->empty()) session.note("note: no --key was given, so no signature was checked");
  return report;
}

}  // namespace

void add_apply(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("apply", "Rebuild the image from an update package, as a device does");
  command.option("PACKAGE", options->package, "the update package; `-` for standard input").required();
  command.option("--base", options->base, "the installed signed image; needed for a delta").type_name("FILE");
  command.option("-o,--out", options->out, "the signed image; `-` for standard output").type_name("FILE").required();
  command.option("--key", options->keys, "trusted public key; repeatable. Without a key only digests are checked")
      .type_name("FILE")
      .one_value_each();
  command.flag("--force", options->force, "overwrite an existing file");
  add_device_options(command, options->device);
  command.runs(run, options);
}

}  // namespace switchback::cli
