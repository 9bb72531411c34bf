#include "release/firmware.h"

#include <fmt/core.h>

#include <algorithm>

namespace switchback::release {

Result<packer::Payload> read_firmware(Files& files, const std::string& path, packer::PayloadRules rules) {
  const auto content = files.read(path);
  if (!content) return tl::make_unexpected(content.error());
  rules.file_name = path;
  auto payload = packer::read_payload(*content, rules);
  if (payload) return payload;
  return fail(payload.error().code, fmt::format("{}: {}", files.name(path), payload.error().message));
}

Result<void> check_holds_no_key(const std::string& name, Bytes payload, const signer::PrivateKey& key) {
  // In an ECPrivateKey: two headers of two bytes, with version 1 between them.
  constexpr std::size_t kScalarOffset = 7;
  const signer::SecretBytes der = key.to_sec1_der();
  const auto scalar = std::span(der).subspan(kScalarOffset, signer::kScalarSizeBytes);
  const auto found = std::search(payload.begin(), payload.end(), scalar.begin(), scalar.end());
  if (found == payload.end()) return {};
  return fail(ErrorCode::kFormat, fmt::format("{}: expected firmware without keys, found the secret number of the "
                                              "signing key at byte {}; an image is public: remove the key",
                                              name, found - payload.begin()));
}

}  // namespace switchback::release
