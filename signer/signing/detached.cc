#include "signer/signing/detached.h"

#include <fmt/format.h>

#include "core/crypto/sha256.h"

namespace switchback::signer {
namespace {

crypto::Digest digest_for(std::string_view line, ByteView content) {
  crypto::Sha256 hash;
  hash.update(ByteView(reinterpret_cast<const std::uint8_t*>(line.data()), line.size()));
  hash.update(content);
  crypto::Digest digest;
  hash.finish(digest);
  return digest;
}

Purpose other(Purpose purpose) { return purpose == Purpose::kFile ? Purpose::kRelease : Purpose::kFile; }

// Describes, for an error, a signature by the key that serves another use; empty if it is none.
std::string_view other_use(const PublicKey& key, Purpose wanted, ByteView content, ByteView signature) {
  const bool file = wanted == Purpose::kFile;
  if (key.verify_digest(digest_for(purpose_line(other(wanted)), content), signature)) {
    return file ? "a signature of a release; check it with 'switchback verify'"
                : "a signature by 'switchback sign-file', which is not valid for a release; build the release again";
  }
  if (key.verify_digest(crypto::sha256(content), signature)) {
    return file ? "a signature over the content alone, as openssl and older versions of this tool make it; sign the "
                  "file again"
                : "a signature over the content alone, as older versions of this tool made it; build the release again";
  }
  return {};
}

}  // namespace

std::string_view purpose_line(Purpose purpose) {
  return purpose == Purpose::kFile ? "switchback-file-v1\n" : "switchback-release-v1\n";
}

Result<std::vector<std::uint8_t>> sign_detached(SigningBackend& backend, Purpose purpose, ByteView content) {
  return backend.sign_digest(digest_for(purpose_line(purpose), content));
}

Result<void> verify_detached(const PublicKey& key, Purpose purpose, ByteView content, ByteView signature) {
  return key.verify_digest(digest_for(purpose_line(purpose), content), signature);
}

Result<std::size_t> find_signer(std::span<const PublicKey> keys, Purpose purpose, ByteView content,
                                ByteView signature) {
  std::string_view found =
      "none that verifies; check that this key made the signature, and that the file has not changed";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (verify_detached(keys[i], purpose, content, signature)) return i;
    const std::string_view use = other_use(keys[i], purpose, content, signature);
    if (!use.empty()) found = use;
  }
  return fail(ErrorCode::kSignature,
              fmt::format("signature: expected one for {} by one of {} given keys, found {}",
                          purpose == Purpose::kFile ? "this file" : "this release", keys.size(), found));
}

}  // namespace switchback::signer
