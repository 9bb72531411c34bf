#include "cli/commands/release_check.h"

#include <fmt/core.h>

#include "cli/files/files.h"
#include "cli/files/input_files.h"
#include "cli/keys.h"
#include "host/text.h"
#include "release/verify.h"

namespace switchback::cli {
namespace {

Result<std::vector<std::uint8_t>> read_signature(const std::string& file, const std::string& signature_file) {
  if (file == "-" && signature_file.empty()) {
    return fail(ErrorCode::kUsage,
                "--signature: expected a file, because the release comes from standard input; found none");
  }
  return read_input(signature_file.empty() ? file + ".sig" : signature_file);
}

Report describe(const std::string& file, Bytes content, const manifests::Release& release) {
  Report report;
  report.json["file"] = input_name(file);
  report.json["kind"] = "release";
  report.json["release"] = Json::parse(host::as_text(content));
  report.text =
      fmt::format("release {} {} for {}\n", release.name, host::version_text(release.version), release.profile);
  for (const manifests::Artefact& artefact : release.artefacts) {
    report.text += fmt::format("  {:<11} {:>9} bytes  {}\n", manifests::kind_name(artefact.kind),
                               artefact.digest.size_bytes, artefact.file);
  }
  return report;
}

}  // namespace

bool looks_like_json(Bytes content) {
  for (const std::uint8_t byte : content) {
    if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') return byte == '{';
  }
  return false;
}

Outcome verify_release(const std::string& file, Bytes content, const std::vector<std::string>& key_files,
                       const std::string& signature_file) {
  const auto signature = read_signature(file, signature_file);
  if (!signature) return failed(signature.error());
  const auto keys = load_public_keys(key_files);
  if (!keys) return failed(keys.error());
  InputFiles files(file != "-");
  const auto verified = release::verify(file, content, *signature, *keys, files);
  if (!verified) return failed(verified.error());

  const manifests::Release& description = verified->description;
  const std::string key_id = host::hex_text((*keys)[verified->key].key_id());
  const std::size_t listed = description.artefacts.size();
  Report report = describe(file, content, description);
  report.json["key_id"] = key_id;
  report.json["files_checked"] = listed - verified->missing;
  report.json["files_missing"] = verified->missing;
  report.text = fmt::format("{}: accepted, signed with key {}\n{}  {} of {} files are present and match the list\n",
                            input_name(file), key_id, report.text, listed - verified->missing, listed);
  return report;
}

Outcome inspect_release(const std::string& file, Bytes content) {
  const auto description = release::read(file, content, InputFiles());
  if (!description) return failed(description.error());
  Report report = describe(file, content, *description);
  report.is_product = true;
  return report;
}

}  // namespace switchback::cli
