#include "cli/release_check.h"

#include <fmt/core.h>

#include <filesystem>

#include "cli/files/files.h"
#include "cli/keys.h"
#include "core/crypto/sha256.h"
#include "host/text.h"
#include "signer/signing/detached.h"

namespace switchback::cli {
namespace {

using host::hex_text;

Result<manifests::Release> read(const std::string& file, Bytes content) {
  auto release = manifests::read_release(as_text(content));
  if (!release) return fail(release.error().code, fmt::format("{}: {}", input_name(file), release.error().message));
  return release;
}

// The id of the key that made the signature.
Result<std::string> check_signature(const std::string& file, Bytes content, const std::vector<std::string>& key_files,
                                    const std::string& signature_file) {
  if (file == "-" && signature_file.empty()) {
    return fail(ErrorCode::kUsage, "--signature: expected a file, for the release comes from standard input");
  }
  const auto signature = read_input(signature_file.empty() ? file + ".sig" : signature_file);
  if (!signature) return tl::make_unexpected(signature.error());
  const auto keys = load_public_keys(key_files);
  if (!keys) return tl::make_unexpected(keys.error());
  const auto by = signer::find_signer(*keys, signer::Purpose::kRelease, content, *signature);
  if (!by) return fail(by.error().code, fmt::format("{}: refused: {}", input_name(file), by.error().message));
  return hex_text((*keys)[*by].key_id());
}

// Counts listed files that are absent in `missing`.
// kDigest: a listed file beside the release has another content.
Result<void> check_files(const std::string& file, const manifests::Release& release, std::size_t& missing) {
  for (const manifests::Artefact& artefact : release.artefacts) {
    const std::string path = (std::filesystem::path(file).parent_path() / artefact.file).string();
    std::error_code ignored;
    if (file == "-" || !std::filesystem::exists(path, ignored)) {
      ++missing;
      continue;
    }
    const auto content = read_input(path);
    if (!content) return tl::make_unexpected(content.error());
    if (content->size() == artefact.digest.size_bytes && crypto::sha256(*content) == artefact.digest.sha256) continue;
    return fail(
        ErrorCode::kDigest,
        fmt::format("{}: refused: expected {} bytes with SHA-256 {}, as {} lists it, found {} bytes with SHA-256 "
                    "{}. Fetch or build it again.",
                    path, artefact.digest.size_bytes, hex_text(artefact.digest.sha256), input_name(file),
                    content->size(), hex_text(crypto::sha256(*content))));
  }
  return {};
}

Report describe(const std::string& file, Bytes content, const manifests::Release& release) {
  Report report;
  report.json["file"] = input_name(file);
  report.json["kind"] = "release";
  report.json["release"] = Json::parse(as_text(content));
  report.text =
      fmt::format("release {} {} for {}\n", release.name, host::version_text(release.version), release.profile);
  for (const manifests::Artefact& artefact : release.artefacts) {
    report.text += fmt::format("  {:<11} {:>9} bytes  {}\n", artefact_kind_name(artefact.kind),
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

const char* artefact_kind_name(manifests::ArtefactKind kind) {
  switch (kind) {
    case manifests::ArtefactKind::kImage:
      return "image";
    case manifests::ArtefactKind::kFull:
      return "full";
    case manifests::ArtefactKind::kCompressed:
      return "compressed";
    case manifests::ArtefactKind::kDelta:
      return "delta";
  }
  return "unknown";
}

Outcome verify_release(const std::string& file, Bytes content, const std::vector<std::string>& key_files,
                       const std::string& signature_file) {
  const auto key_id = check_signature(file, content, key_files, signature_file);
  if (!key_id) return failed(key_id.error());
  const auto release = read(file, content);
  if (!release) return failed(release.error());
  std::size_t missing = 0;
  if (const auto checked = check_files(file, *release, missing); !checked) return failed(checked.error());

  Report report = describe(file, content, *release);
  report.json["key_id"] = *key_id;
  report.json["files_checked"] = release->artefacts.size() - missing;
  report.json["files_missing"] = missing;
  report.text =
      fmt::format("{}: accepted, signed with key {}\n{}  {} of {} files are here and as listed\n", input_name(file),
                  *key_id, report.text, release->artefacts.size() - missing, release->artefacts.size());
  return report;
}

Outcome inspect_release(const std::string& file, Bytes content) {
  const auto release = read(file, content);
  if (!release) return failed(release.error());
  Report report = describe(file, content, *release);
  report.is_product = true;
  return report;
}

}  // namespace switchback::cli
