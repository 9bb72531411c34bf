#include "release/verify.h"

#include <fmt/core.h>

#include <filesystem>

#include "core/crypto/sha256.h"
#include "host/text.h"
#include "signer/signing/detached.h"

namespace switchback::release {
namespace {

using host::hex_text;

// Checks the listed files, and counts the absent ones in `missing`.
//   kDigest: a listed file has another content
//   kIo:     a listed file cannot be read
Result<void> check_files(const std::string& path, const manifests::Release& release, Files& files,
                         std::size_t& missing) {
  for (const manifests::Artefact& artefact : release.artefacts) {
    const std::string listed = (std::filesystem::path(path).parent_path() / artefact.file).string();
    if (!files.exists(listed)) {
      ++missing;
      continue;
    }
    const auto content = files.read(listed);
    if (!content) return tl::make_unexpected(content.error());
    if (content->size() == artefact.digest.size_bytes && crypto::sha256(*content) == artefact.digest.sha256) continue;
    return fail(
        ErrorCode::kDigest,
        fmt::format("{}: refused: expected {} bytes with SHA-256 {}, as {} lists it, found {} bytes with SHA-256 "
                    "{}. Fetch or build it again.",
                    listed, artefact.digest.size_bytes, hex_text(artefact.digest.sha256), files.name(path),
                    content->size(), hex_text(crypto::sha256(*content))));
  }
  return {};
}

}  // namespace

Result<manifests::Release> read(const std::string& path, Bytes content, const Files& files) {
  auto release = manifests::read_release(host::as_text(content));
  if (!release) return fail(release.error().code, fmt::format("{}: {}", files.name(path), release.error().message));
  return release;
}

Result<Verified> verify(const std::string& path, Bytes content, Bytes signature,
                        std::span<const signer::PublicKey> keys, Files& files) {
  const auto by = signer::find_signer(keys, signer::Purpose::kRelease, content, signature);
  if (!by) return fail(by.error().code, fmt::format("{}: refused: {}", files.name(path), by.error().message));
  auto description = read(path, content, files);
  if (!description) return tl::make_unexpected(description.error());
  Verified verified;
  verified.key = *by;
  if (const auto checked = check_files(path, *description, files, verified.missing); !checked) {
    return tl::make_unexpected(checked.error());
  }
  verified.description = std::move(*description);
  return verified;
}

}  // namespace switchback::release
