// switchback build: makes a signed release in a folder from a manifest.
#include <fmt/core.h>

#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/commands/build_job.h"
#include "cli/commands/build_notes.h"
#include "cli/files/files.h"
#include "cli/files/release_folder.h"
#include "cli/firmware_input.h"
#include "cli/keys.h"
#include "cli/release_check.h"
#include "host/text.h"
#include "signer/signing/detached.h"

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

Result<signer::PrivateKey> open_key(const Options& options, const BuildInputs& inputs, Session& session) {
  if (!options.key.empty()) return load_private_key(options.key, options.passphrase, session);
  if (inputs.manifest.key_file) {
    return load_private_key(manifests::beside(options.manifest, *inputs.manifest.key_file), options.passphrase,
                            session);
  }
  return fail(ErrorCode::kUsage, "--key: expected a private key here or \"key\" in the manifest, found neither");
}

// Writes release.json last: if it is in the folder, all files that it lists are.
Result<void> write_release(const Options& options, const BuildResult& built, const std::string& release,
                           Bytes signature) {
  std::vector<NamedBytes> files;
  for (const BuiltFile& file : built.files) files.push_back({file.artefact.file, file.bytes});
  files.push_back({"release.json.sig", signature});
  files.push_back({"release.json", as_bytes(release)});
  return write_release_folder(options.out, files, options.force);
}

Json sources_json(const std::vector<FirmwareSource>& sources) {
  Json json = Json::array();
  for (const FirmwareSource& source : sources) {
    json.push_back({{"file", source.file},
                    {"input_format", packer::input_format_name(source.format)},
                    {"used_header_room", source.used_header_room}});
  }
  return json;
}

Result<void> check_payloads(const BuildInputs& inputs, const signer::PrivateKey& key) {
  for (std::size_t i = 0; i < inputs.firmware.size(); ++i) {
    if (auto checked = check_holds_no_key(inputs.sources[i].file, inputs.firmware[i], key); !checked) return checked;
  }
  return {};
}

Report describe(const Options& options, const BuildResult& built, const std::string& key_id) {
  Report report;
  report.json["out"] = options.out;
  report.json["key_id"] = key_id;
  report.json["files"] = Json::array();
  for (const BuiltFile& file : built.files) {
    const manifests::Artefact& artefact = file.artefact;
    const double percent = 100.0 * artefact.digest.size_bytes / artefact.target.size_bytes;
    report.json["files"].push_back({{"file", artefact.file},
                                    {"kind", artefact_kind_name(artefact.kind)},
                                    {"size_bytes", artefact.digest.size_bytes},
                                    {"sha256", host::hex_text(artefact.digest.sha256)}});
    report.text +=
        fmt::format("{:<11} {:>9} bytes {:5.1f} %  {}\n", artefact_kind_name(artefact.kind), artefact.digest.size_bytes,
                    percent, (std::filesystem::path(options.out) / artefact.file).string());
  }
  report.json["left_out"] = built.left_out;
  report.text += fmt::format("signed with key {}\n", key_id);
  return report;
}

Outcome run(const Options& options, Session& session) {
  const auto inputs = read_build(options.manifest, !options.no_vector_check);
  if (!inputs) return failed(inputs.error());
  auto key = open_key(options, *inputs, session);
  if (!key) return failed(key.error());
  if (const auto checked = check_payloads(*inputs, *key); !checked) return failed(checked.error());
  signer::FileKeyBackend backend(std::move(*key));

  ProgressLine progress(session);
  const auto built = make_artefacts(*inputs, backend, progress);
  if (!built) return failed(built.error());
  const auto release = describe_release(*inputs, built->files, backend.public_key());
  if (!release) return failed(release.error());
  const std::string text = manifests::write_release(*release);
  const auto signature = signer::sign_detached(backend, signer::Purpose::kRelease, as_bytes(text));
  if (!signature) return failed(signature.error());
  progress.clear();
  if (const auto written = write_release(options, *built, text, *signature); !written) {
    return failed(written.error());
  }
  for (const std::string& note : notes_on(*inputs)) session.note("note: " + note);
  for (const std::string& reason : built->left_out) session.note("note: left out " + reason);
  for (const FirmwareSource& source : inputs->sources) {
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
  command.option("MANIFEST", options->manifest, "what to build, as JSON").required();
  command.option("-o,--out", options->out, "folder for the release").type_name("FOLDER").required();
  command.option("--key", options->key, "private key, in place of the manifest's").type_name("FILE");
  command.flag("--force", options->force, "overwrite existing files");
  command.flag("--no-vector-check", options->no_vector_check, "take firmware whose first words can start no processor");
  add_passphrase_options(command, options->passphrase);
  command.runs(run, options);
}

}  // namespace switchback::cli
