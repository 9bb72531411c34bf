// switchback build: makes a signed release in a folder from a manifest.
#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/commands/header_room.h"
#include "cli/files/files.h"
#include "cli/files/input_files.h"
#include "cli/files/release_folder.h"
#include "cli/keys.h"
#include "cli/progress.h"
#include "host/text.h"
#include "release/build.h"
#include "release/firmware.h"
#include "release/notes.h"

namespace switchback::cli {
namespace {

struct Options {
  std::string manifest;
  std::string out;
  std::string key;
  bool force = false;
  bool no_vector_check = false;
  PassphraseOptions passphrase;
};

Result<signer::PrivateKey> open_key(const Options& options, const release::Inputs& inputs, Session& session) {
  if (!options.key.empty()) return load_private_key(options.key, options.passphrase, session);
  if (inputs.manifest.key_file) {
    return load_private_key(manifests::beside(options.manifest, *inputs.manifest.key_file), options.passphrase,
                            session);
  }
  return fail(ErrorCode::kUsage, "--key: expected a private key here or \"key\" in the manifest, found neither");
}

// Writes release.json last: if it is in the folder, all files that it lists are.
Result<void> write_release(const Options& options, const release::Release& built) {
  std::vector<NamedBytes> files;
  for (const release::File& file : built.files) files.push_back({file.name, file.bytes});
  return write_release_folder(options.out, files, options.force);
}

Result<std::optional<std::int64_t>> source_date_epoch() {
  const char* value = std::getenv("SOURCE_DATE_EPOCH");
  if (value == nullptr) return std::optional<std::int64_t>();
  constexpr std::uint64_t kYear10000 = 253402300800;  // release.json writes years with four digits
  if (const auto seconds = host::parse_decimal(value, kYear10000 - 1)) return std::optional<std::int64_t>(*seconds);
  return fail(
      ErrorCode::kUsage,
      fmt::format("SOURCE_DATE_EPOCH: expected seconds since 1970, 0 to {} without leading zeros, found \"{}\"; is "
                  "it in milliseconds?",
                  kYear10000 - 1, value));
}

Json sources_json(const std::vector<release::FirmwareSource>& sources) {
  Json json = Json::array();
  for (const release::FirmwareSource& source : sources) {
    json.push_back({{"file", source.file},
                    {"input_format", packer::input_format_name(source.format)},
                    {"used_header_room", source.used_header_room}});
  }
  return json;
}

Result<void> check_payloads(const release::Inputs& inputs, const signer::PrivateKey& key) {
  for (std::size_t i = 0; i < inputs.firmware.size(); ++i) {
    if (auto checked = release::check_holds_no_key(input_name(inputs.sources[i].file), inputs.firmware[i], key);
        !checked)
      return checked;
  }
  return {};
}

Report describe(const Options& options, const release::Release& built, const std::string& key_id) {
  Report report;
  report.json["out"] = options.out;
  report.json["key_id"] = key_id;
  report.json["files"] = Json::array();
  for (const manifests::Artefact& artefact : built.description.artefacts) {
    const double percent = 100.0 * artefact.digest.size_bytes / artefact.target.size_bytes;
    report.json["files"].push_back({{"file", artefact.file},
                                    {"kind", manifests::kind_name(artefact.kind)},
                                    {"size_bytes", artefact.digest.size_bytes},
                                    {"sha256", host::hex_text(artefact.digest.sha256)}});
    report.text +=
        fmt::format("{:<11} {:>9} bytes {:5.1f} %  {}\n", manifests::kind_name(artefact.kind),
                    artefact.digest.size_bytes, percent, (std::filesystem::path(options.out) / artefact.file).string());
  }
  report.json["left_out"] = built.left_out;
  report.text += fmt::format("signed with key {}\n", key_id);
  return report;
}

Outcome run(const Options& options, Session& session) {
  InputFiles files;
  const auto inputs = release::read_inputs(options.manifest, files, !options.no_vector_check);
  if (!inputs) return failed(inputs.error());
  auto key = open_key(options, *inputs, session);
  if (!key) return failed(key.error());
  if (const auto checked = check_payloads(*inputs, *key); !checked) return failed(checked.error());
  const auto created = source_date_epoch();
  if (!created) return failed(created.error());
  signer::FileKeyBackend backend(std::move(*key));

  ProgressLine progress(session);
  const auto built = release::build(
      *inputs, {backend, *created, [&](const std::string& artefact) { return progress.for_work(artefact); }});
  if (!built) return failed(built.error());
  progress.clear();
  if (const auto written = write_release(options, *built); !written) return failed(written.error());
  for (const std::string& note : release::notes_on(*inputs)) session.note("note: " + note);
  for (const std::string& reason : built->left_out) session.note("note: left out " + reason);
  for (const release::FirmwareSource& source : inputs->sources) {
    if (source.used_header_room) session.note(header_room_note(source.file, *inputs->manifest.header_size_bytes));
  }
  Report report = describe(options, *built, host::hex_text(backend.public_key().key_id()));
  report.json["inputs"] = sources_json(inputs->sources);
  return report;
}

}  // namespace

void add_build(Arguments app) {
  auto options = std::make_shared<Options>();
  Arguments command = app.subcommand("build", "Build and sign a release: images, packages, release.json");
  command.option("MANIFEST", options->manifest, "the build manifest, a JSON file").required();
  command.option("-o,--out", options->out, "folder for the release").type_name("FOLDER").required();
  command.option("--key", options->key, "private key; overrides the manifest's").type_name("FILE");
  command.flag("--force", options->force, "overwrite existing files");
  command.flag("--no-vector-check", options->no_vector_check,
               "skip the checks of stack pointer, reset vector and vector table");
  add_passphrase_options(command, options->passphrase);
  command.runs(run, options);
}

}  // namespace switchback::cli
